-- A returned row is a total of guide_performance that customers, orders and messages do not have.
{{ config(meta={'dagster': {'ref': {'name': 'guide_performance'}}}) }}

with guides as (

    select
        coalesce(sum(new_customer_count), 0) as customers,
        coalesce(sum(order_count), 0) as orders,
        coalesce(sum(net_revenue), 0) as net_revenue,
        coalesce(sum(touch_count), 0) as touches
    from {{ ref('guide_performance') }}

),

customers as (

    select count(*) as customers
    from {{ ref('int_guide_customers') }}
    where added_date <= {{ as_of() }}

),

orders as (

    select
        count(*) as orders,
        coalesce(sum(orders.net_amount), 0) as net_revenue
    from {{ ref('fct_orders') }} as orders
    inner join {{ ref('int_guide_orders') }} as looked_after
        on orders.order_id = looked_after.order_id
    where orders.is_purchase and orders.paid_date <= {{ as_of() }}

),

touches as (

    select count(*) as touches
    from {{ ref('fct_touches') }}
    where told_by = 'wecom' and sent_by is not null and sent_date <= {{ as_of() }}

)

select
    guides.*,
    customers.customers as added_customers,
    orders.orders as credited_orders,
    orders.net_revenue as credited_revenue,
    touches.touches as sent_touches
from guides
cross join customers
cross join orders
cross join touches
where
    guides.customers <> customers.customers
    or guides.orders <> orders.orders
    or guides.net_revenue <> orders.net_revenue
    or guides.touches <> touches.touches
