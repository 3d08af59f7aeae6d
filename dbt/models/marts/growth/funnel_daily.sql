with visits as (

    select * from {{ ref('int_funnel_visits') }}

),

steps as (

    {% for step in ['browse', 'cart', 'order', 'pay', 'repeat'] -%}
    {{ 'union all' if not loop.first }}
    select
        '{{ step }}' as step,
        {{ loop.index }} as step_number
    {% endfor %}

),

left_at as (

    select
        business_date,
        furthest_step,
        count(*) as left_count
    from visits
    group by business_date, furthest_step

),

days as (

    select distinct business_date
    from left_at

),

cells as (

    select
        days.business_date,
        steps.step,
        steps.step_number,
        coalesce(left_at.left_count, 0) as left_count
    from days
    cross join steps
    left join left_at
        on
            days.business_date = left_at.business_date
            and steps.step_number = left_at.furthest_step

),

summed as (

    select
        *,
        sum(left_count) over (
            partition by business_date
            order by step_number desc
        ) as reached_count,
        sum(left_count) over (partition by business_date) as entered_count
    from cells

),

compared as (

    select
        *,
        lag(reached_count) over (partition by business_date order by step_number)
            as previous_count
    from summed

)

select
    business_date,
    step,
    step_number,
    cast(reached_count as integer) as reached_count,
    cast(left_count as integer) as left_count,
    {{ rate('reached_count', 'previous_count') }} as step_rate,
    {{ rate('reached_count', 'entered_count') }} as overall_rate,
    {{ days_between('business_date', as_of()) }} >= case step
        when 'repeat' then {{ var('funnel_window_days') + var('funnel_repeat_days') }}
        else {{ var('funnel_window_days') }}
    end as is_complete
from compared
