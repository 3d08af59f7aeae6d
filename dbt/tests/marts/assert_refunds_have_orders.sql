-- A returned row is a completed refund of an order that never landed, so it is in nobody's revenue.
{{ config(severity='warn', meta={'dagster': {'ref': {'name': 'fct_refunds'}}}) }}

select
    refund_id,
    order_id,
    refund_amount
from {{ ref('fct_refunds') }}
where not is_order_known
