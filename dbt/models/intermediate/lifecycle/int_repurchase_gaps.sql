{{ config(materialized='increment', key=['one_id']) }}

{% call touched() %}
    select one_id from {{ changed('fct_order_items') }}
{% endcall %}

with items as (

    select * from {{ ref('fct_order_items') }}
    where one_id is not null and is_purchase and {{ is_touched('one_id') }}

),

purchase_days as (

    select distinct
        one_id,
        coalesce(category, '{{ no_category() }}') as category,
        order_date
    from items

),

neighbours as (

    select
        one_id,
        category,
        order_date,
        lag(order_date) over (partition by one_id, category order by order_date) as previous_date
    from purchase_days

),

gaps as (

    select
        one_id,
        category,
        order_date,
        {{ days_between('previous_date', 'order_date') }} as gap_days
    from neighbours
    where previous_date is not null

)

select * from gaps
