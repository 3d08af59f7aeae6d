{%- set rules = identity_rules().types -%}

with evidence as (

    select
        from_number,
        to_number,
        to_type,
        bool_or(is_blocked) as is_blocked,
        max(last_seen_at) as last_seen_at,
        max(last_landed_order) as last_landed_order
    from {{ ref('int_identity__evidence') }}
    where to_type in ('unionid', 'brand_user_id') and from_type <> 'member_card'
    group by from_number, to_number, to_type

),

holders as (

    select
        to_number,
        count(*) as holder_count
    from evidence
    group by to_number

),

judged as (

    select
        evidence.*,
        case evidence.to_type
            when 'unionid' then holders.holder_count > {{ rules.unionid.most_members }}
            else holders.holder_count > {{ rules.brand_user_id.most_members }}
        end as is_shared
    from evidence
    inner join holders on evidence.to_number = holders.to_number

),

ranked as (

    select
        *,
        row_number() over (
            partition by from_number, to_type, is_blocked, is_shared
            order by last_seen_at desc nulls last, last_landed_order desc, to_number asc
        ) as recency
    from judged

),

unionids as (

    select
        from_number,
        to_number as unionid_number
    from ranked
    where to_type = 'unionid' and recency = 1 and not is_blocked and not is_shared

),

brand_users as (

    select
        ranked.from_number,
        ranked.to_number,
        unionids.unionid_number,
        first_value(unionids.unionid_number) over (
            partition by ranked.to_number
            order by
                case when unionids.unionid_number is null then 1 else 0 end asc,
                ranked.last_seen_at desc nulls last, ranked.last_landed_order desc,
                unionids.unionid_number asc
        ) as latest_unionid_number
    from ranked
    left join unionids on ranked.from_number = unionids.from_number
    where
        ranked.to_type = 'brand_user_id'
        and ranked.recency = 1
        and not ranked.is_blocked
        and not ranked.is_shared

),

decided as (

    select
        ranked.from_number,
        ranked.to_number,
        case
            when ranked.is_blocked then 'blocked'
            when ranked.is_shared then 'shared'
            when ranked.recency > 1 then 'refused'
            when brand_users.unionid_number <> brand_users.latest_unionid_number then 'refused'
            else 'linked'
        end as status,
        case
            when ranked.is_blocked then 'blocked_value'
            when ranked.is_shared then 'too_many_members'
            when ranked.recency > 1 then 'one_' || ranked.to_type || '_per_openid'
            when brand_users.unionid_number <> brand_users.latest_unionid_number
                then 'one_unionid_per_member'
            else ranked.to_type
        end as rule
    from ranked
    left join brand_users
        on
            ranked.from_number = brand_users.from_number
            and ranked.to_number = brand_users.to_number

)

select * from decided
