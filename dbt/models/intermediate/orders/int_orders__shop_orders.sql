with orders as (

    select * from {{ ref('stg_wechat_shop__orders') }}

),

openids as (

    select * from {{ identified_by('shop_openid') }} as openids

),

unionids as (

    select * from {{ identified_by('unionid') }} as unionids

),

identified as (

    select
        orders.order_id,
        orders.account,
        {{ shop_order_status('orders.status_code') }} as order_status,
        orders.created_at,
        orders.paid_at,
        orders.updated_at,
        orders.payment_method,
        orders.order_scene,
        orders.is_gift,
        orders.province,
        orders.city,
        orders.product_amount,
        orders.freight_amount,
        orders.order_amount,
        coalesce(openids.one_id, unionids.one_id) as one_id,
        case
            when openids.one_id is not null then 'shop_openid'
            when unionids.one_id is not null then 'unionid'
        end as identified_by
    from orders
    left join openids on orders.account = openids.scope and orders.openid = openids.value
    left join unionids on orders.unionid = unionids.value

)

select * from identified
