-- A returned row is an order that gave back more than it took.
{{ config(severity='warn', meta={'dagster': {'ref': {'name': 'fct_orders'}}}) }}

select
    order_id,
    paid_amount,
    refund_amount
from {{ ref('fct_orders') }}
where order_type = 'sale' and refund_amount > paid_amount
