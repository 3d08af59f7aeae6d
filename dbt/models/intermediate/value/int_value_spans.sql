{{ config(materialized='increment', key=['one_id']) }}

{%- set days_back = '-' ~ var('value_holdout_days') -%}

{% call touched() %}
    select one_id from {{ changed('fct_orders') }}
    union
    -- whose purchase has left the hold-out since then, or was ahead then
    select one_id from {{ ref('fct_orders') }}
    where
        is_purchase
        and (
            paid_date > {{ add_days(built_for(), days_back) }}
            and paid_date <= {{ add_days(as_of(), days_back) }}
            or paid_date > {{ built_for() }} and paid_date <= {{ as_of() }}
        )
{% endcall %}

with orders as (

    select * from {{ ref('fct_orders') }}
    where
        one_id is not null and is_purchase and paid_date <= {{ as_of() }}
        and {{ is_touched('one_id') }}

),

-- two orders of one day are one visit: what the models count is coming back
days as (

    select
        one_id,
        paid_date,
        paid_date > {{ add_days(as_of(), days_back) }} as is_holdout,
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

select * from histories
