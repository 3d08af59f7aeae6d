{{ config(materialized='compared', key=['order_id'], compared=['*']) }}

with file_orders as (

    select * from {{ ref('stg_offline__orders') }}

),

-- what the platform itself says of an order wins over any export of it
platform_orders as (

    select order_id from {{ ref('stg_youzan__trades') }}

),

unknown_to_platforms as (

    select file_orders.*
    from file_orders
    left join platform_orders on file_orders.order_no = platform_orders.order_id
    where platform_orders.order_id is null

),

phones as (

    select * from {{ identified_by('phone') }} as phones

),

cards as (

    select * from {{ identified_by('member_card') }} as cards

),

described as (

    select
        *,
        {{ file_order_status('order_state') }} as order_status,
        coalesce(created_at, paid_at) as ordered_at,
        case
            when paid_amount > 0 then paid_amount
            else coalesce(receivable, paid_amount, received_amount, goods_amount, 0)
        end as order_amount
    from unknown_to_platforms

),

judged as (

    select
        *,
        case
            when paid_at is not null then paid_at
            when
                coalesce(paid_amount, received_amount, 0) > 0
                and order_status not in ('awaiting_payment', 'cancelled')
                then ordered_at
        end as settled_at
    from described

),

identified as (

    select
        judged.order_no as order_id,
        judged.account,
        case
            when judged.platform = 'youzan' then {{ channel('youzan') }}
            else {{ channel('other_shop') }}
        end as channel,
        case
            when
                judged.settled_at is not null and judged.refunded_amount >= judged.order_amount
                then 'refunded'
            else judged.order_status
        end as order_status,
        judged.ordered_at as created_at,
        judged.settled_at as paid_at,
        judged.completed_at,
        judged.pay_method as payment_method,
        judged.order_source as order_scene,
        judged.province,
        judged.city,
        judged.refund_seen_on,
        coalesce(judged.goods_amount, judged.order_amount - coalesce(judged.freight, 0))
            as gross_amount,
        coalesce(judged.freight, 0) as freight_amount,
        judged.order_amount,
        coalesce(judged.refunded_amount, 0) as refunded_amount,
        coalesce(cards.one_id, phones.one_id) as one_id,
        case
            when cards.one_id is not null then 'member_card'
            when phones.one_id is not null then 'phone'
        end as identified_by
    from judged
    left join cards on judged.member_no = cards.value
    left join phones
        on case when judged.phone_status = 'valid' then judged.phone_token end = phones.value

)

select * from identified
