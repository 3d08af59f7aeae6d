{{ config(materialized='increment', key=['month_start']) }}
{%- set order_month = 'coalesce(' ~ month_start('order_date') ~ ", cast('1970-01-01' as date))" %}

{% call touched() %}
    select distinct {{ order_month }} as month_start from {{ changed('fct_order_items') }}
{% endcall %}

with baskets as (

    select distinct
        {{ order_month }} as month_start,
        order_id,
        product_id
    from {{ ref('fct_order_items') }}
    where is_purchase and product_id is not null and {{ is_touched(order_month) }}

)

select
    ones.month_start,
    ones.product_id,
    others.product_id as other_product_id,
    count(*) as orders
from baskets as ones
inner join baskets as others
    on ones.order_id = others.order_id and ones.product_id <= others.product_id
group by ones.month_start, ones.product_id, others.product_id

union all

select
    month_start,
    cast(null as varchar) as product_id,
    cast(null as varchar) as other_product_id,
    count(distinct order_id) as orders
from baskets
group by month_start
