with evidence as (

    select
        from_number,
        to_number,
        from_type,
        case when to_type = 'member_card' then to_number else from_number end as card_number,
        case when to_type = 'member_card' then from_number else to_number end as binder_number,
        case when to_type = 'member_card' then from_type else to_type end as binder_type,
        max(blocked_by) as blocked_by,
        bool_or(is_verified) as is_verified,
        min(first_seen_at) as held_since,
        max(last_seen_at) as last_seen_at,
        max(last_landed_order) as last_landed_order
    from {{ ref('int_identity__evidence') }}
    where to_type = 'member_card' or (from_type = 'member_card' and to_type = 'unionid')
    group by all

),

claims as (

    select
        evidence.from_number,
        evidence.to_number,
        evidence.binder_number as holder_number,
        evidence.binder_type as holder_type,
        evidence.card_number as value_number,
        'member_card' as value_type,
        coalesce(cores.component, evidence.binder_number) as member_number,
        evidence.blocked_by,
        evidence.is_verified,
        false as is_note,
        evidence.held_since,
        evidence.last_seen_at,
        evidence.last_landed_order
    from evidence
    left join {{ ref('int_identity__cores') }} as cores on evidence.binder_number = cores.node

),

judged as (

    {{ judged_claims('claims', ref('int_identity__rules')) }}

),

unbound as (

    select * from {{ ref('int_identity__unbindings') }}
    where child_type = 'member_card'

)

select
    judged.from_number,
    judged.to_number,
    judged.value_number as card_number,
    judged.member_number as core_number,
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
        and judged.last_seen_at <= unbound.unbound_at
