-- A returned row is a total of kpi_daily that the orders and refunds of the same days do not have.
{{ config(meta={'dagster': {'ref': {'name': 'kpi_daily'}}}) }}

with days as (

    select
        sum(gross_revenue) as gross_revenue,
        sum(shop_revenue + youzan_revenue + other_shop_revenue + store_revenue) as channel_revenue,
        sum(refund_amount) as refund_amount,
        sum(paid_orders) as paid_orders
    from {{ ref('kpi_daily') }}

),

orders as (

    select
        sum(paid_amount) as gross_revenue,
        count(*) filter (where order_type = 'sale') as paid_orders
    from {{ ref('fct_orders') }}
    where is_paid and paid_date < {{ as_of() }}

),

refunds as (

    select sum(refund_amount) as refund_amount
    from {{ ref('fct_refunds') }}
    where is_order_known and refund_date < {{ as_of() }}

)

select
    days.gross_revenue,
    orders.gross_revenue as orders_gross_revenue,
    days.refund_amount,
    refunds.refund_amount as refunds_amount
from days
cross join orders
cross join refunds
where
    coalesce(days.gross_revenue, 0) <> coalesce(orders.gross_revenue, 0)
    or coalesce(days.channel_revenue, 0) <> coalesce(days.gross_revenue, 0)
    or coalesce(days.refund_amount, 0) <> coalesce(refunds.refund_amount, 0)
    or coalesce(days.paid_orders, 0) <> coalesce(orders.paid_orders, 0)
