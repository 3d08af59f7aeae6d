with orders as (

    select * from {{ ref('fct_orders') }}
    where one_id is not null and is_purchase and paid_date <= {{ as_of() }}

),

-- two orders of one day are one visit: what the models count is coming back
days as (

    select
        one_id,
        paid_date,
        paid_date > {{ add_days(as_of(), '-' ~ var('value_holdout_days')) }} as is_holdout,
        sum(net_amount) as order_value,
        min(paid_date) over (partition by one_id) as first_date
    from orders
    group by one_id, paid_date

),

histories as (

    select
        one_id,
        first_date,
        max(paid_date) as last_date,
        max(paid_date) filter (where not is_holdout) as last_calibration_date,
        count(*) - 1 as frequency,
        count(*) filter (where not is_holdout) - 1 as calibration_frequency,
        avg(order_value) filter (where paid_date > first_date) as average_value,
        avg(order_value) filter (where paid_date > first_date and not is_holdout)
            as calibration_average_value,
        count(*) filter (where is_holdout) as holdout_orders,
        coalesce(sum(order_value) filter (where is_holdout), 0) as holdout_revenue
    from days
    group by one_id, first_date

)

select
    one_id,
    cast(frequency as integer) as frequency,
    {{ days_between('first_date', 'last_date') }} as recency_days,
    {{ days_between('first_date', as_of()) }} as age_days,
    cast(average_value as double) as average_value,
    cast(case when calibration_frequency >= 0 then calibration_frequency end as integer)
        as calibration_frequency,
    {{ days_between('first_date', 'last_calibration_date') }} as calibration_recency_days,
    case
        when calibration_frequency >= 0
            then {{ days_between('first_date', as_of()) }} - {{ var('value_holdout_days') }}
    end as calibration_age_days,
    cast(calibration_average_value as double) as calibration_average_value,
    cast(holdout_orders as integer) as holdout_orders,
    cast(holdout_revenue as double) as holdout_revenue
from histories
