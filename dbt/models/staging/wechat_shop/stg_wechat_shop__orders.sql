{{ config(materialized='increment', noted=['order_id']) }}

with source as (

    {{ latest_record('wechat_shop', 'orders', [
        'order_id', 'openid', 'unionid', 'status', 'create_time', 'update_time', 'is_present',
        'present_giver_openid', 'present_giver_unionid', 'present_order_id_str',
        'order_detail.pay_info.payment_method', 'order_detail.pay_info.pay_time',
        'order_detail.price_info.product_price', 'order_detail.price_info.freight',
        'order_detail.price_info.discounted_price', 'order_detail.price_info.order_price',
        'order_detail.delivery_info.ship_done_time',
        'order_detail.delivery_info.address_info.province_name',
        'order_detail.delivery_info.address_info.city_name',
        'order_detail.delivery_info.address_info.user_name.token',
        'order_detail.delivery_info.address_info.user_name.mask',
        'order_detail.delivery_info.address_info.tel_number.token',
        'order_detail.delivery_info.address_info.tel_number.mask',
        'order_detail.ext_info.order_scene', 'order_detail.ext_info.confirm_receipt_time'
    ]) }}

),

details as (

    select
        *,
        record.order_detail.pay_info,
        record.order_detail.price_info,
        record.order_detail.delivery_info,
        record.order_detail.delivery_info.address_info,
        record.order_detail.ext_info
    from source

),

renamed as (

    select
        -- ids
        record.order_id,
        nullif(record.openid, '') as openid,
        nullif(record.unionid, '') as unionid,
        nullif(record.present_giver_openid, '') as giver_openid,
        nullif(record.present_giver_unionid, '') as giver_unionid,
        nullif(record.present_order_id_str, '') as gift_id,

        -- protected
        address_info.user_name.token as receiver_name_token,
        address_info.user_name.mask as receiver_name_mask,
        address_info.tel_number.token as receiver_phone_token,
        address_info.tel_number.mask as receiver_phone_mask,

        -- strings
        nullif(address_info.province_name, '') as province,
        nullif(address_info.city_name, '') as city,
        case pay_info.payment_method
            when '1' then 'wechat_pay'
            when '2' then 'pay_later'
            when '3' then 'lottery'
            when '4' then 'points'
        end as payment_method,
        case ext_info.order_scene
            when '2' then 'live'
            when '3' then 'short_video'
            when '4' then 'share'
            when '5' then 'showcase'
            when '6' then 'article'
            else 'other'
        end as order_scene,

        -- numerics
        try_cast(record.status as integer) as status_code,
        {{ fen_to_yuan('price_info.product_price') }} as product_amount,
        {{ fen_to_yuan("coalesce(price_info.freight, '0')") }} as freight_amount,
        {{ fen_to_yuan("coalesce(price_info.discounted_price, '0')") }} as discount_amount,
        {{ fen_to_yuan('price_info.order_price') }} as order_amount,

        -- booleans
        coalesce(try_cast(record.is_present as boolean), false) as is_gift,

        -- timestamps
        {{ from_epoch_seconds('record.create_time') }} as created_at,
        {{ from_epoch_seconds('record.update_time') }} as updated_at,
        {{ from_epoch_seconds('pay_info.pay_time') }} as paid_at,
        {{ from_epoch_seconds('delivery_info.ship_done_time') }} as shipped_at,
        {{ from_epoch_seconds('ext_info.confirm_receipt_time') }} as received_at,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from details

)

select * from renamed
