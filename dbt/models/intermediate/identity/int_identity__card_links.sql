with ranked as (

    select
        *,
        first_value(core_number) over (
            partition by card_number, status
            order by last_seen_at desc nulls last, last_landed_order desc, core_number asc
        ) as latest_core_number
    from {{ ref('int_identity__card_claims') }}

)

select
    from_number,
    to_number,
    card_number,
    core_number,
    case
        when status is not null then status
        when core_number <> latest_core_number then 'refused'
        else 'linked'
    end as status,
    case
        when rule is not null then rule
        when core_number <> latest_core_number then 'one_member_per_card'
        else 'member_card'
    end as rule,
    found_count,
    most_allowed,
    within_days
from ranked
