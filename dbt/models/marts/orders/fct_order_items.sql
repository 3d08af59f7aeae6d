{{ config(
    materialized='increment',
    key=['order_id'],
    noted=['order_id', 'one_id', 'product_id', 'order_date']
) }}

{% call touched() %}
    select order_id from {{ changed('fct_orders') }}
    union
    select order_id from {{ ref('int_orders__changed_lines') }}
    union
    select order_id from {{ this }}
    where product_id in (select product_id from {{ changed('dim_products') }})
{% endcall %}

with lines as (

    select * from {{ ref('int_orders__lines') }}
    where {{ is_touched('order_id') }}

),

orders as (

    select * from {{ ref('fct_orders') }}
    where {{ is_touched('order_id') }}

),

products as (

    select * from {{ ref('dim_products') }}

),

placed as (

    select
        lines.order_item_id,
        lines.order_id,
        orders.one_id,
        lines.channel,
        lines.product_id,
        lines.product_name,
        products.category,
        orders.is_paid,
        orders.is_purchase,
        lines.quantity,
        lines.unit_price,
        lines.gross_amount,
        lines.discount_amount,
        lines.item_amount,
        orders.ordered_at,
        orders.order_date
    from lines
    inner join orders on lines.order_id = orders.order_id
    left join products on lines.product_id = products.product_id

)

select
    order_item_id,
    order_id,
    one_id,
    channel,
    product_id,
    product_name,
    category,
    is_paid,
    is_purchase,
    quantity,
    unit_price,
    gross_amount,
    discount_amount,
    item_amount,
    ordered_at,
    order_date
from placed
