{{ config(materialized='increment') }}

with source as (

    {{ all_versions('wechat_shop', 'orders', [
        'order_id', 'openid', 'unionid', 'create_time', 'update_time', 'present_giver_openid',
        'present_giver_unionid'
    ]) }}

),

renamed as (

    select
        -- ids
        record.order_id,
        nullif(record.openid, '') as openid,
        nullif(record.unionid, '') as unionid,
        nullif(record.present_giver_openid, '') as giver_openid,
        nullif(record.present_giver_unionid, '') as giver_unionid,

        -- timestamps
        {{ from_epoch_seconds('record.create_time') }} as created_at,
        {{ from_epoch_seconds('record.update_time') }} as updated_at,

        -- landing
        record_key,
        {{ landed_columns() }}
    from source

)

select * from renamed
