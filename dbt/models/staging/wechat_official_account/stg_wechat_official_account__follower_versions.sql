with source as (

    {{ all_versions('wechat_official_account', 'followers', [
        'openid', 'unionid', 'subscribe', 'subscribe_time'
    ]) }}

),

renamed as (

    select
        -- ids
        record.openid,
        nullif(record.unionid, '') as unionid,

        -- booleans
        coalesce(record.subscribe, '0') = '1' as is_subscribed,

        -- timestamps
        {{ from_epoch_seconds('record.subscribe_time') }} as subscribed_at,

        -- landing
        record_key,
        {{ landed_columns() }}
    from source

)

select * from renamed
