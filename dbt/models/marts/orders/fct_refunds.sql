{{ config(materialized='compared', key=['refund_id', 'refund_date'], compared=['*']) }}

with refunds as (

    select * from {{ ref('int_orders__refunds') }}

),

orders as (

    select * from {{ ref('fct_orders') }}

),

placed as (

    select
        refunds.refund_id,
        refunds.order_id,
        orders.order_id is not null as is_order_known,
        refunds.order_item_id,
        orders.one_id,
        refunds.channel,
        refunds.refund_type,
        refunds.product_id,
        refunds.quantity,
        refunds.refund_amount,
        refunds.requested_at,
        refunds.refunded_at
    from refunds
    left join orders on refunds.order_id = orders.order_id

)

select
    refund_id,
    order_id,
    is_order_known,
    order_item_id,
    one_id,
    channel,
    refund_type,
    product_id,
    quantity,
    cast(refund_amount as decimal(18, 2)) as refund_amount,
    requested_at,
    refunded_at,
    {{ business_date('refunded_at') }} as refund_date
from placed
