with members as (

    select
        placed.identifier_id,
        placed.identifier_type,
        placed.scope,
        placed.value,
        placed.one_id,
        placed.status,
        identifiers.first_seen_at
    from {{ ref('int_identity__map') }} as placed
    inner join {{ ref('int_identity__identifiers') }} as identifiers
        on placed.identifier_number = identifiers.identifier_number

),

recorded as (

    select
        identifier_id,
        max(interval_number) as interval_number,
        max(case when valid_to is null then one_id end) as one_id,
        max(case when valid_to is null then status end) as status
    from {{ published_history() }} as history
    group by identifier_id

)

select
    coalesce(members.identifier_id, recorded.identifier_id) as identifier_id,
    members.identifier_type,
    members.scope,
    members.value,
    members.one_id,
    members.status,
    members.first_seen_at,
    recorded.interval_number as former_interval,
    recorded.one_id as former_one_id,
    recorded.status as former_status
from members
full outer join recorded on members.identifier_id = recorded.identifier_id
