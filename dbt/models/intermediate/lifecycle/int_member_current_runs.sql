with orders as (

    select * from {{ ref('fct_orders') }}
    where one_id is not null and is_purchase

),

preferences as (

    select * from {{ ref('int_member_preferences') }}
    where dimension = 'category' and preference_rank = 1

),

thresholds as (

    select * from {{ ref('int_lifecycle_thresholds') }}

),

paced as (

    select
        orders.one_id,
        orders.paid_date,
        coalesce(thresholds.silent_after_days, {{ var('lifecycle_fallback_gap_days') }})
            as silent_after_days,
        lag(orders.paid_date) over (
            partition by orders.one_id
            order by orders.purchase_number
        ) as previous_date
    from orders
    left join preferences on orders.one_id = preferences.one_id
    left join thresholds on preferences.choice = thresholds.category

),

runs as (

    select
        one_id,
        max(paid_date) as run_started_date
    from paced
    where
        previous_date is null
        or {{ days_between('previous_date', 'paid_date') }} > silent_after_days
    group by one_id

)

select * from runs
