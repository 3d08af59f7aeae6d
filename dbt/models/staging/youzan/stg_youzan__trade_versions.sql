{{ config(materialized='increment') }}

with source as (

    {{ all_versions('youzan', 'trades', [
        'order_info.tid', 'order_info.created', 'order_info.update_time', 'buyer_info.yz_open_id',
        'buyer_info.outer_user_id', 'buyer_info.unionid', 'buyer_info.buyer_phone.token',
        'buyer_info.buyer_phone.status'
    ]) }}

),

renamed as (

    select
        -- ids
        record.order_info.tid as order_id,
        nullif(record.buyer_info.yz_open_id, '') as yz_open_id,
        nullif(record.buyer_info.outer_user_id, '') as outer_user_id,
        nullif(record.buyer_info.unionid, '') as unionid,

        -- protected
        record.buyer_info.buyer_phone.token as phone_token,
        record.buyer_info.buyer_phone.status as phone_status,

        -- timestamps
        {{ youzan_instant('record.order_info.created') }} as created_at,
        {{ youzan_instant('record.order_info.update_time') }} as updated_at,

        -- landing
        record_key,
        {{ landed_columns() }}
    from source

)

select * from renamed
