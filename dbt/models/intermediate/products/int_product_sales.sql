{{ config(materialized='increment', key=['product_id', 'month_start']) }}

{% call touched() %}
    select
        product_id,
        {{ month_start('order_date') }} as month_start
    from {{ changed('fct_order_items') }}
    union
    -- the days that have come to their end since then
    select
        product_id,
        {{ month_start('order_date') }} as month_start
    from {{ ref('fct_order_items') }}
    where order_date >= {{ built_for() }}
{% endcall %}

with lines as (

    select
        product_id,
        order_id,
        one_id,
        quantity,
        gross_amount,
        discount_amount,
        item_amount,
        {{ month_start('order_date') }} as month_start
    from {{ ref('fct_order_items') }}
    where
        is_paid
        and product_id is not null
        and order_date < {{ as_of() }}

)

select
    product_id,
    month_start,
    sum(quantity) as units,
    count(distinct order_id) as orders,
    count(distinct one_id) as buyers,
    sum(gross_amount) as gross_amount,
    sum(discount_amount) as discount_amount,
    sum(item_amount) as item_amount
from lines
where {{ is_touched(['product_id', 'month_start']) }}
group by product_id, month_start
