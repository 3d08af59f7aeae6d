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

asked as (

    select distinct
        business_date,
        stage
    from stated

),

counted as (

    select
        asked.business_date,
        asked.stage,
        count(*) as interval_count
    from asked
    inner join history
        on
            asked.stage = history.stage
            and asked.business_date >= history.valid_from
            and (history.valid_to is null or asked.business_date < history.valid_to)
    group by asked.business_date, asked.stage

),

compared as (

    select
        stated.business_date,
        stated.stage,
        stated.member_count,
        coalesce(counted.interval_count, 0) as interval_count
    from stated
    left join counted
        on stated.business_date = counted.business_date and stated.stage = counted.stage

)

select *
from compared
where member_count <> interval_count
