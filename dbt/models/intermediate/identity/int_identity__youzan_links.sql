with evidence as (

    select
        holder_number as from_number,
        value_number as to_number,
        status,
        rule as limit_rule,
        found_count,
        most_allowed,
        within_days,
        last_seen_at,
        last_landed_order
    from {{ ref('int_identity__account_claims') }}
    where value_type in ('oa_openid', 'mp_openid')

),

account_links as (

    select * from {{ ref('int_identity__account_links') }}
    where status = 'linked'

),

own_unionids as (

    select
        from_number,
        to_number as unionid_number
    from account_links
    where rule = 'unionid'

),

-- openids whose member something else decides, too: a login, or an order of the WeChat shop
placed as (

    select distinct from_number
    from account_links
    where rule <> 'unionid'

),

identifiers as (

    select * from {{ ref('int_identity__identifiers') }}

),

-- A trade that names openid and unionid tells whose the openid is, like a list of followers does.
beside as (

    select
        customers.canonical_number as from_number,
        openids.canonical_number as to_number,
        max(unionids.canonical_number) as unionid_number
    from {{ ref('int_identity__youzan_evidence') }} as trades
    inner join identifiers as customers
        on
            trades.subject_type = customers.identifier_type
            and trades.subject_scope = customers.scope
            and trades.subject_value = customers.value
    inner join identifiers as openids
        on
            trades.stated_type = openids.identifier_type
            and trades.stated_scope = openids.scope
            and trades.stated_value = openids.value
    inner join identifiers as unionids
        on
            trades.unionid_beside = unionids.value
            and unionids.identifier_type = 'unionid'
    group by customers.canonical_number, openids.canonical_number

),

described as (

    select
        evidence.*,
        openids.unionid_number,
        customers.unionid_number as customer_unionid_number,
        placed.from_number is not null as is_placed,
        beside.unionid_number as unionid_number_beside
    from evidence
    left join own_unionids as openids on evidence.to_number = openids.from_number
    left join own_unionids as customers on evidence.from_number = customers.from_number
    left join placed on evidence.to_number = placed.from_number
    left join beside
        on evidence.from_number = beside.from_number and evidence.to_number = beside.to_number

),

ranked as (

    select
        *,
        coalesce(
            customer_unionid_number,
            first_value(unionid_number) over (
                partition by from_number, status
                order by
                    case when unionid_number is null then 1 else 0 end asc,
                    last_seen_at desc nulls last, last_landed_order desc, to_number asc
            )
        ) as member_unionid_number,
        row_number() over (
            partition by from_number, is_placed, status
            order by last_seen_at desc nulls last, last_landed_order desc, to_number asc
        ) as recency,
        row_number() over (
            partition by to_number, status
            order by last_seen_at desc nulls last, last_landed_order desc, from_number asc
        ) as recency_of_openid
    from described

),

judged as (

    select
        *,
        case
            when status is not null then limit_rule
            when unionid_number = member_unionid_number then 'same_wechat_account'
            when unionid_number is not null then 'one_unionid_per_member'
            when recency_of_openid > 1 then 'one_customer_per_openid'
            when not is_placed then 'same_wechat_account'
            when unionid_number_beside = member_unionid_number then 'same_wechat_account'
            when member_unionid_number is null and recency = 1 then 'same_wechat_account'
            else 'one_unionid_per_member'
        end as rule
    from ranked

)

select
    from_number,
    to_number,
    case
        when status is not null then status
        when rule = 'same_wechat_account' then 'linked'
        else 'refused'
    end as status,
    rule,
    found_count,
    most_allowed,
    within_days
from judged
