with orders as (

    select * from {{ ref('fct_orders') }}
    where one_id is not null

),

members as (

    select
        one_id,
        count(*) filter (where is_paid and order_type = 'sale') as paid_order_count,
        count(*) filter (where is_purchase) as order_count,
        count(*) filter (where refund_amount > 0) as refunded_order_count,
        count(*) filter (where is_purchase and channel = {{ channel('shop') }})
            as shop_order_count,
        count(*) filter (where is_purchase and channel = {{ channel('store') }})
            as store_order_count,
        cast(sum(paid_amount) as decimal(18, 2)) as gross_revenue,
        cast(sum(refund_amount) as decimal(18, 2)) as refund_amount,
        cast(sum(net_amount) as decimal(18, 2)) as net_revenue,
        cast(sum(gross_amount) filter (where is_paid) as decimal(18, 2)) as goods_amount,
        cast(sum(discount_amount) filter (where is_paid) as decimal(18, 2)) as discount_amount,
        count(*) filter (
            where is_purchase and paid_date > {{ add_days(as_of(), -90) }}
        ) as orders_90d,
        count(*) filter (
            where is_purchase and paid_date > {{ add_days(as_of(), -365) }}
        ) as orders_365d,
        cast(coalesce(sum(net_amount) filter (
            where paid_date > {{ add_days(as_of(), -90) }}
        ), 0) as decimal(18, 2)) as net_revenue_90d,
        cast(coalesce(sum(net_amount) filter (
            where paid_date > {{ add_days(as_of(), -365) }}
        ), 0) as decimal(18, 2)) as net_revenue_365d,
        min(paid_at) filter (where is_purchase) as first_order_at,
        max(paid_at) filter (where is_purchase) as last_order_at,
        min(paid_date) filter (where is_purchase) as first_order_date,
        min(paid_date) filter (where purchase_number = 2) as second_order_date,
        min(paid_date) filter (where purchase_number = 3) as third_order_date,
        min(paid_date) filter (where purchase_number = {{ var('lifecycle_loyal_orders') }})
            as loyal_order_date,
        max(paid_date) filter (where is_purchase) as last_order_date,
        min(channel) filter (where purchase_number = 1) as first_order_channel
    from orders
    group by one_id

)

select * from members
