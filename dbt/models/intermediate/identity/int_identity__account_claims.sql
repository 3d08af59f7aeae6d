with evidence as (

    select
        from_number as holder_number,
        from_type as holder_type,
        to_number as value_number,
        to_type as value_type,
        max(blocked_by) as blocked_by,
        bool_or(is_verified) as is_verified,
        min(first_seen_at) as held_since,
        max(last_seen_at) as last_seen_at,
        max(last_landed_order) as last_landed_order
    from {{ ref('int_identity__evidence') }}
    where
        to_type in ('unionid', 'brand_user_id', 'shop_openid', 'oa_openid', 'mp_openid')
        and from_type <> 'member_card'
    group by from_number, from_type, to_number, to_type

),

-- Nothing is firmer than these types: every holder still is a member of its own.
claims as (

    select
        *,
        holder_number as member_number,
        false as is_note
    from evidence

),

judged as (

    {{ judged_claims('claims', ref('int_identity__rules')) }}

),

unbound as (

    select * from {{ ref('int_identity__unbindings') }}

)

select
    judged.holder_number,
    judged.holder_type,
    judged.value_number,
    judged.value_type,
    case
        when judged.status is null and unbound.parent_number is not null then 'refused'
        else judged.status
    end as status,
    case
        when judged.status is null and unbound.parent_number is not null then 'unbound'
        else judged.rule
    end as rule,
    judged.found_count,
    judged.most_allowed,
    judged.within_days,
    judged.last_seen_at,
    judged.last_landed_order
from judged
left join unbound
    on
        judged.holder_number = unbound.parent_number
        and judged.value_type = unbound.child_type
        and judged.last_seen_at <= unbound.unbound_at
