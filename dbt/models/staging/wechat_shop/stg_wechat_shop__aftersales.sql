{{ config(materialized='increment', noted=['order_id']) }}

with source as (

    {{ latest_record('wechat_shop', 'aftersales', [
        'after_sale_order_id', 'order_id', 'openid', 'unionid', 'status', 'type', 'reason',
        'create_time', 'update_time', 'complete_time', 'product_info.product_id',
        'product_info.sku_id', 'product_info.count', 'refund_info.amount'
    ]) }}

),

renamed as (

    select
        -- ids
        record.after_sale_order_id as aftersale_id,
        record.order_id,
        record.product_info.product_id,
        record.product_info.sku_id,
        nullif(record.openid, '') as openid,
        nullif(record.unionid, '') as unionid,

        -- strings
        lower(record.type) as aftersale_type,
        record.status,
        record.reason,

        -- numerics
        try_cast(record.product_info.count as integer) as quantity,
        {{ fen_to_yuan('record.refund_info.amount') }} as refund_amount,

        -- booleans
        coalesce(
            record.status in ('MERCHANT_REFUND_SUCCESS', 'MERCHANT_RETURN_SUCCESS'), false
        ) as is_refunded,

        -- timestamps
        {{ from_epoch_seconds('record.create_time') }} as created_at,
        {{ from_epoch_seconds('record.update_time') }} as updated_at,
        {{ from_epoch_seconds('record.complete_time') }} as completed_at,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
