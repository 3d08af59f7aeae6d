{{ config(materialized='increment', noted=['event_id']) }}

with source as (

    {{ latest_record('wechat_mini_program', 'events', [
        'distinct_id', 'login_id', 'event', 'time', 'appid', 'properties.url_path',
        'properties.stay_seconds', 'properties.keyword', 'properties.result_count',
        'properties.product_id', 'properties.category', 'properties.price_fen',
        'properties.quantity', 'properties.order_id', 'properties.amount_fen',
        'properties.coupon_id', 'properties.points', 'properties.reason', 'properties.channel',
        'properties.campaign_id', 'properties.utm_campaign', 'properties.scene',
        'properties.share_scene', 'properties.invitee_login_id'
    ]) }}

),

renamed as (

    select
        -- ids
        concat(account, '|', record_key) as event_id,
        coalesce(nullif(record.appid, ''), account) as appid,
        record.distinct_id as openid,
        nullif(record.login_id, '') as login_id,
        record.properties.product_id,
        record.properties.order_id,
        record.properties.coupon_id,
        record.properties.campaign_id,
        record.properties.invitee_login_id,

        -- strings
        record.event as event_name,
        record.properties.url_path,
        record.properties.keyword,
        record.properties.category,
        record.properties.reason,
        record.properties.channel,
        record.properties.utm_campaign,
        record.properties.scene,
        record.properties.share_scene,
        {{ json_text('payload', '$.properties') }} as properties,

        -- numerics
        try_cast(record.properties.stay_seconds as double) as stay_seconds,
        try_cast(record.properties.result_count as integer) as result_count,
        try_cast(record.properties.quantity as integer) as quantity,
        try_cast(record.properties.points as integer) as points,
        {{ fen_to_yuan('record.properties.price_fen') }} as price,
        {{ fen_to_yuan('record.properties.amount_fen') }} as amount,

        -- timestamps
        {{ from_epoch_millis('record.time') }} as occurred_at,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
