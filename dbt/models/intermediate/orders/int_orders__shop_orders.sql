{{ config(materialized='increment', key=['order_id']) }}

{% call touched() %}
    -- an order is said anew when its lines are
    select order_id from {{ changed('stg_wechat_shop__orders') }}
    union
    select order_id from {{ changed('stg_wechat_shop__order_items') }}
    union
    select order_id from {{ ref('stg_wechat_shop__orders') }}
    where
        coalesce(giver_openid, openid) in ({{ moved('shop_openid') }})
        or unionid in ({{ moved('unionid') }})
        or giver_unionid in ({{ moved('unionid') }})
{% endcall %}

with orders as (

    select
        *,
        coalesce(giver_openid, openid) as payer_openid,
        case when giver_openid is null then unionid else giver_unionid end as payer_unionid
    from {{ ref('stg_wechat_shop__orders') }}
    where {{ is_touched('order_id') }}

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
        orders.received_at,
        orders.payment_method,
        orders.order_scene,
        orders.is_gift,
        orders.province,
        orders.city,
        coalesce(orders.product_amount, 0) as gross_amount,
        coalesce(orders.freight_amount, 0) as freight_amount,
        coalesce(orders.order_amount, 0) as order_amount,
        coalesce(openids.one_id, unionids.one_id) as one_id,
        case
            when openids.one_id is not null then 'shop_openid'
            when unionids.one_id is not null then 'unionid'
        end as identified_by
    from orders
    left join openids on orders.account = openids.scope and orders.payer_openid = openids.value
    left join unionids on orders.payer_unionid = unionids.value

)

select * from identified
