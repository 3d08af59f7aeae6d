{{ config(materialized='view') }}

with histories as (

    select * from {{ ref('int_value_spans') }}

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
