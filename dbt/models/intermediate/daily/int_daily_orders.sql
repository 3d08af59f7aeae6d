{{ config(materialized='increment', key=['business_date']) }}

{% call touched() %}
    select order_date as business_date from {{ changed('fct_orders') }}
    union
    select paid_date as business_date from {{ changed('fct_orders') }}
    where paid_date is not null
    union
    select refund_date as business_date from {{ changed('fct_refunds') }}
{% endcall %}

with orders as (

    select * from {{ ref('fct_orders') }}

),

refunds as (

    select * from {{ ref('fct_refunds') }}

),

placed as (

    select
        order_date as business_date,
        count(*) as order_count,
        count(*) filter (where is_paid) as orders_since_paid
    from orders
    where
        order_type = 'sale'
        and {{ is_since_touched('order_date') }}
        and {{ is_touched('order_date') }}
    group by order_date

),

paid as (

    select
        paid_date as business_date,
        count(*) as paid_orders,
        count(*) filter (where one_id is null) as anonymous_orders,
        count(distinct one_id) as paying_members,
        count(*) filter (where purchase_number = 1) as first_purchases,
        sum(paid_amount) as gross_revenue,
        sum(paid_amount) filter (where one_id is not null) as member_revenue,
        sum(paid_amount) filter (where channel = {{ channel('shop') }}) as shop_revenue,
        sum(paid_amount) filter (where channel = {{ channel('youzan') }}) as youzan_revenue,
        sum(paid_amount) filter (where channel = {{ channel('other_shop') }})
            as other_shop_revenue,
        sum(paid_amount) filter (where channel = {{ channel('store') }}) as store_revenue
    from orders
    where
        is_paid and order_type = 'sale'
        and {{ is_since_touched('paid_date') }}
        and {{ is_touched('paid_date') }}
    group by paid_date

),

refunded as (

    select
        refund_date as business_date,
        sum(refund_amount) as refund_amount
    from refunds
    where is_order_known and {{ is_touched('refund_date') }}
    group by refund_date

),

days as (

    select business_date from placed
    union
    select business_date from paid
    union
    select business_date from refunded

),

joined as (

    select
        days.business_date,
        coalesce(placed.order_count, 0) as order_count,
        coalesce(placed.orders_since_paid, 0) as orders_since_paid,
        coalesce(paid.paid_orders, 0) as paid_orders,
        coalesce(paid.anonymous_orders, 0) as anonymous_orders,
        coalesce(paid.paying_members, 0) as paying_members,
        coalesce(paid.first_purchases, 0) as first_purchases,
        coalesce(paid.gross_revenue, 0) as gross_revenue,
        coalesce(paid.member_revenue, 0) as member_revenue,
        coalesce(paid.shop_revenue, 0) as shop_revenue,
        coalesce(paid.youzan_revenue, 0) as youzan_revenue,
        coalesce(paid.other_shop_revenue, 0) as other_shop_revenue,
        coalesce(paid.store_revenue, 0) as store_revenue,
        coalesce(refunded.refund_amount, 0) as refund_amount
    from days
    left join placed on days.business_date = placed.business_date
    left join paid on days.business_date = paid.business_date
    left join refunded on days.business_date = refunded.business_date

)

select * from joined
