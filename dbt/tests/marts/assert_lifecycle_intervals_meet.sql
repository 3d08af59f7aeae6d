-- A returned row is a member and axis whose intervals leave a gap, overlap, or do not end in the
-- present.
{{ config(meta={'dagster': {'ref': {'name': 'member_lifecycle_history'}}}) }}

with neighbours as (

    select
        one_id,
        axis,
        valid_from,
        valid_to,
        previous_stage,
        is_current,
        lag(stage) over by_member as stage_before,
        lead(valid_from) over by_member as next_valid_from
    from {{ ref('member_lifecycle_history') }}
    window by_member as (partition by one_id, axis order by valid_from)

)

select *
from neighbours
where
    valid_to is distinct from next_valid_from
    or previous_stage is distinct from stage_before
    or is_current <> (next_valid_from is null)
    or valid_from > {{ as_of() }}
