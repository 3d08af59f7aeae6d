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
    where to_type in ({{ quoted_list(plain_identity_types()) }})
    group by from_number, from_type, to_number, to_type

),

claims as (

    select
        evidence.*,
        coalesce(holders.unit_number, evidence.holder_number) as member_number,
        false as is_note
    from evidence
    left join {{ ref('int_identity__holders') }} as holders
        on evidence.holder_number = holders.holder_number

),

judged as (

    {{ judged_claims('claims', ref('int_identity__rules')) }}

),

ranked as (

    select
        *,
        row_number() over (
            partition by holder_number, value_type, status
            order by last_seen_at desc nulls last, last_landed_order desc, value_number asc
        ) as recency
    from judged

),

decided as (

    select
        *,
        case
            when rule is not null then rule
            when
                recency > 1
                and value_type in ({{ quoted_list(types_with('one_per_holder')) }})
                then concat('one_', value_type, '_per_holder')
            else value_type
        end as deciding_rule
    from ranked

)

select
    holder_number as from_number,
    value_number as to_number,
    case
        when status is not null then status
        when deciding_rule = value_type then 'linked'
        else 'refused'
    end as status,
    deciding_rule as rule,
    found_count,
    most_allowed,
    within_days
from decided
