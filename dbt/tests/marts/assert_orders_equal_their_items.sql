-- A returned row is an order whose lines do not add up to it: the source contradicts itself.
{{ config(severity='warn', meta={'dagster': {'ref': {'name': 'fct_orders'}}}) }}

with orders as (

    select * from {{ ref('fct_orders') }}

),

items as (

    select
        order_id,
        sum(gross_amount) as gross_amount,
        sum(item_amount) as item_amount,
        bool_or(item_amount is null) as is_unpriced
    from {{ ref('fct_order_items') }}
    group by order_id

)

select
    orders.order_id,
    orders.gross_amount,
    items.gross_amount as items_gross_amount,
    orders.order_amount,
    items.item_amount + orders.freight_amount as items_order_amount
from orders
left join items on orders.order_id = items.order_id
where
    not coalesce(items.is_unpriced, false)
    and (
        orders.gross_amount <> coalesce(items.gross_amount, 0)
        or orders.order_amount <> coalesce(items.item_amount, 0) + orders.freight_amount
    )
