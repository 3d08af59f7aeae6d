{{ config(materialized='increment', noted=['order_id']) }}

with source as (

    {{ latest_record('youzan', 'trades', [
        'order_info.tid', 'order_info.status', 'order_info.type', 'order_info.created',
        'order_info.update_time', 'order_info.pay_time', 'order_info.consign_time',
        'order_info.success_time', 'order_info.pay_type_str', 'order_info.express_type',
        'order_info.close_type', 'order_info.refund_state', 'order_info.shop_name',
        'order_info.node_kdt_id', 'buyer_info.yz_open_id', 'buyer_info.outer_user_id',
        'buyer_info.unionid', 'buyer_info.buyer_phone.token', 'buyer_info.buyer_phone.mask',
        'buyer_info.buyer_phone.status', 'source_info.order_mark', 'source_info.source.platform',
        'pay_info.total_fee', 'pay_info.post_fee', 'pay_info.payment', 'pay_info.real_payment',
        'address_info.delivery_province', 'address_info.delivery_city',
        'address_info.receiver_name.token', 'address_info.receiver_name.mask',
        'address_info.receiver_tel.token', 'address_info.receiver_tel.mask',
        'child_info.gift_no'
    ]) }}

),

details as (

    select
        *,
        record.order_info,
        record.buyer_info,
        record.pay_info,
        record.address_info
    from source

),

renamed as (

    select
        -- ids
        order_info.tid as order_id,
        nullif(buyer_info.yz_open_id, '') as yz_open_id,
        nullif(buyer_info.outer_user_id, '') as outer_user_id,
        nullif(buyer_info.unionid, '') as unionid,
        nullif(order_info.node_kdt_id, '') as shop_id,

        -- protected
        buyer_info.buyer_phone.token as phone_token,
        buyer_info.buyer_phone.mask as phone_mask,
        buyer_info.buyer_phone.status as phone_status,
        address_info.receiver_name.token as receiver_name_token,
        address_info.receiver_name.mask as receiver_name_mask,
        address_info.receiver_tel.token as receiver_phone_token,
        address_info.receiver_tel.mask as receiver_phone_mask,

        -- strings
        order_info.status,
        lower(nullif(order_info.pay_type_str, '')) as payment_method,
        nullif(order_info.shop_name, '') as shop_name,
        nullif(record.source_info.order_mark, '') as order_mark,
        nullif(record.source_info.source.platform, '') as platform,
        nullif(address_info.delivery_province, '') as province,
        nullif(address_info.delivery_city, '') as city,

        -- numerics
        try_cast(order_info.type as integer) as type_code,
        try_cast(order_info.express_type as integer) as express_type,
        try_cast(order_info.close_type as integer) as close_type,
        try_cast(order_info.refund_state as integer) as refund_state,
        {{ yuan('pay_info.total_fee') }} as product_amount,
        coalesce({{ yuan('pay_info.post_fee') }}, 0) as freight_amount,
        {{ yuan("coalesce(nullif(pay_info.payment, ''), pay_info.real_payment)") }} as order_amount,

        -- booleans
        coalesce(order_info.type = '1' or record.child_info.gift_no <> '', false) as is_gift,

        -- timestamps
        {{ youzan_instant('order_info.created') }} as created_at,
        {{ youzan_instant('order_info.update_time') }} as updated_at,
        {{ youzan_instant('order_info.pay_time') }} as paid_at,
        {{ youzan_instant('order_info.consign_time') }} as shipped_at,
        {{ youzan_instant('order_info.success_time') }} as completed_at,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from details

)

select * from renamed
