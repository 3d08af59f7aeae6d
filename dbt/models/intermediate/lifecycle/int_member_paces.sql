{{ config(
    materialized='compared',
    key=['one_id'],
    compared=['silent_after_days', 'at_risk_after_days', 'churned_after_days']
) }}

with orders as (

    select * from {{ ref('fct_orders') }}
    where one_id is not null and is_paid and paid_amount > 0

),

main_categories as (

    select * from {{ ref('int_member_preferences') }}
    where dimension = 'category' and preference_rank = 1

),

thresholds as (

    select * from {{ ref('int_lifecycle_thresholds') }}

),

buyers as (

    select distinct one_id
    from orders

),

placed as (

    select
        buyers.one_id,
        coalesce(main_categories.choice, '{{ no_category() }}') as main_category
    from buyers
    left join main_categories on buyers.one_id = main_categories.one_id

),

paces as (

    select
        placed.one_id,
        placed.main_category,
        thresholds.quantile_days,
        thresholds.sample_size,
        thresholds.is_fallback,
        thresholds.silent_after_days,
        thresholds.at_risk_after_days,
        thresholds.churned_after_days
    from placed
    left join thresholds on placed.main_category = thresholds.category

)

select * from paces
