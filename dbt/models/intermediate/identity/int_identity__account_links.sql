with judged as (

    select
        holder_number as from_number,
        value_number as to_number,
        value_type as to_type,
        status,
        rule,
        found_count,
        most_allowed,
        within_days,
        last_seen_at,
        last_landed_order
    from {{ ref('int_identity__account_claims') }}
    where value_type in ('unionid', 'brand_user_id', 'shop_openid')

),

ranked as (

    select
        *,
        row_number() over (
            partition by from_number, to_type, status
            order by last_seen_at desc nulls last, last_landed_order desc, to_number
        ) as recency,
        row_number() over (
            partition by to_number, status
            order by last_seen_at desc nulls last, last_landed_order desc, from_number
        ) as recency_of_holder
    from judged

),

own_unionids as (

    select
        from_number,
        to_number as unionid_number
    from ranked
    where
        to_type = 'unionid'
        and recency = 1
        and status is null

),

purchases as (

    select
        ranked.from_number,
        ranked.to_number,
        ranked.recency_of_holder,
        buyers.unionid_number as buyer_unionid_number,
        first_value(buyers.unionid_number) over (
            partition by ranked.from_number
            order by
                case when buyers.unionid_number is null then 1 else 0 end, ranked.recency
        ) as latest_unionid_number
    from ranked
    left join own_unionids as buyers on ranked.to_number = buyers.from_number
    where ranked.to_type = 'shop_openid' and ranked.status is null

),

-- An app user who shows no unionid has the one under which they bought.
unionids as (

    select
        from_number,
        unionid_number
    from own_unionids
    union all
    select distinct
        from_number,
        latest_unionid_number as unionid_number
    from purchases
    where
        latest_unionid_number is not null
        and from_number not in (select own_unionids.from_number from own_unionids)

),

brand_users as (

    select
        ranked.from_number,
        ranked.to_number,
        unionids.unionid_number,
        first_value(unionids.unionid_number) over (
            partition by ranked.to_number
            order by
                case when unionids.unionid_number is null then 1 else 0 end,
                ranked.last_seen_at desc nulls last, ranked.last_landed_order desc,
                unionids.unionid_number
        ) as latest_unionid_number
    from ranked
    left join unionids on ranked.from_number = unionids.from_number
    where
        ranked.to_type = 'brand_user_id'
        and ranked.recency = 1
        and ranked.status is null

),

refused as (

    select
        from_number,
        to_number,
        'one_' || to_type || '_per_openid' as rule
    from ranked
    where to_type in ({{ quoted_list(types_with('one_per_holder')) }}) and recency > 1
    union all
    select
        from_number,
        to_number,
        'one_unionid_per_member' as rule
    from brand_users
    where unionid_number <> latest_unionid_number
    union all
    select
        purchases.from_number,
        purchases.to_number,
        'one_unionid_per_member' as rule
    from purchases
    inner join unionids on purchases.from_number = unionids.from_number
    where purchases.buyer_unionid_number <> unionids.unionid_number
    union all
    select
        from_number,
        to_number,
        'one_app_user_per_buyer' as rule
    from purchases
    where buyer_unionid_number is null and recency_of_holder > 1

)

select
    ranked.from_number,
    ranked.to_number,
    case
        when ranked.status is not null then ranked.status
        when refused.rule is not null then 'refused'
        else 'linked'
    end as status,
    case
        when ranked.rule is not null then ranked.rule
        when refused.rule is not null then refused.rule
        when ranked.to_type = 'shop_openid' then 'same_order'
        else ranked.to_type
    end as rule,
    ranked.found_count,
    ranked.most_allowed,
    ranked.within_days
from ranked
left join refused
    on ranked.from_number = refused.from_number and ranked.to_number = refused.to_number
