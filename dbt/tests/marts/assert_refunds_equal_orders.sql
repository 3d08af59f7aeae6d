-- A returned row is an order whose refunds do not sum to its refund_amount.
{{ config(meta={'dagster': {'ref': {'name': 'fct_refunds'}}}) }}

with orders as (

    select * from {{ ref('fct_orders') }}

),

refunds as (

    select
        order_id,
        sum(refund_amount) as refund_amount
    from {{ ref('fct_refunds') }}
    where is_order_known
    group by order_id

)

select
    orders.order_id,
    orders.refund_amount,
    refunds.refund_amount as refunds_amount
from orders
full outer join refunds on orders.order_id = refunds.order_id
where coalesce(orders.refund_amount, 0) <> coalesce(refunds.refund_amount, 0)
