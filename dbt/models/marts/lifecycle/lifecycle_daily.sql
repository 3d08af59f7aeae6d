with history as (

    select * from {{ ref('member_lifecycle_history') }}

),

stages as (

    select * from {{ ref('dim_lifecycle_stages') }}

),

moves as (

    select
        valid_from as business_date,
        axis,
        stage,
        count(*) as entered_members,
        0 as left_members
    from history
    group by valid_from, axis, stage

    union all

    select
        valid_to as business_date,
        axis,
        stage,
        0 as entered_members,
        count(*) as left_members
    from history
    where valid_to is not null
    group by valid_to, axis, stage

),

first_days as (

    select min(valid_from) as first_date
    from history
    having count(*) > 0

),

calendar as (

    select unnest({{ days_from_to('first_date', as_of()) }}) as business_date
    from first_days

),

changes as (

    select
        business_date,
        stage,
        sum(entered_members) as entered_members,
        sum(left_members) as left_members
    from moves
    group by business_date, stage

),

days as (

    select
        calendar.business_date,
        stages.axis,
        stages.stage,
        coalesce(changes.entered_members, 0) as entered_members,
        coalesce(changes.left_members, 0) as left_members
    from calendar
    cross join stages
    left join changes
        on calendar.business_date = changes.business_date and stages.stage = changes.stage

),

counted as (

    select
        *,
        sum(entered_members - left_members) over (
            partition by stage
            order by business_date
        ) as member_count
    from days

)

select
    business_date,
    axis,
    stage,
    cast(member_count as integer) as member_count,
    cast(entered_members as integer) as entered_members,
    cast(left_members as integer) as left_members,
    {{ rate('member_count', 'sum(member_count) over (partition by business_date, axis)') }}
        as member_share
from counted
