{{ config(materialized='increment', noted=['event_id']) }}

with source as (

    {{ latest_record('wechat_official_account', 'follow_events', [
        'ToUserName', 'FromUserName', 'CreateTime', 'Event', 'EventKey', 'Ticket'
    ]) }}

),

renamed as (

    select
        -- ids
        concat(account, '|', record_key) as event_id,
        record."FromUserName" as openid,
        record."ToUserName" as account_id,

        -- strings
        lower(record."Event") as event_type,
        nullif(replace(record."EventKey", 'qrscene_', ''), '') as scene_key,

        -- booleans
        nullif(record."Ticket", '') is not null as is_from_qr_code,

        -- timestamps
        {{ from_epoch_seconds('record."CreateTime"') }} as occurred_at,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source
    where lower(record."Event") in ('subscribe', 'unsubscribe', 'scan')

)

select * from renamed
