-- A returned row is a day or the beginning of a month on which a stage holds another number of
-- members than there are intervals over that day.
{{ config(meta={'dagster': {'ref': {'name': 'lifecycle_transitions'}}}) }}

with history as (

    select * from {{ ref('member_lifecycle_history') }}

),

days as (

    select
        business_date,
        stage,
        member_count
    from {{ ref('lifecycle_daily') }}
    where day(business_date) in (1, 15) or business_date = {{ as_of() }}

),

months as (

    select
        {{ add_days('month_start_date', -1) }} as business_date,
        from_stage as stage,
        sum(member_count) as member_count
    from {{ ref('lifecycle_transitions') }}
    group by month_start_date, from_stage

),

stated as (

    select * from days
    union all
    select * from months

),

counted as (

    select
        stated.business_date,
        stated.stage,
        stated.member_count,
        count(history.one_id) as interval_count
    from stated
    left join history
        on
            stated.stage = history.stage
            and stated.business_date >= history.valid_from
            and (history.valid_to is null or stated.business_date < history.valid_to)
    group by stated.business_date, stated.stage, stated.member_count

)

select *
from counted
where member_count <> interval_count
