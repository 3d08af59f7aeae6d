with source as (

    {{ latest_record('wechat_official_account', 'menu_events', [
        'FromUserName', 'CreateTime', 'Event', 'EventKey', 'MenuId', 'ScanCodeInfo.ScanType'
    ]) }}

),

renamed as (

    select
        -- ids
        concat(account, '|', record_key) as event_id,
        record."FromUserName" as openid,
        nullif(record."MenuId", '') as menu_id,

        -- strings
        lower(record."Event") as event_type,
        nullif(record."EventKey", '') as entry_key,
        nullif(record."ScanCodeInfo"."ScanType", '') as scan_type,

        -- timestamps
        {{ from_epoch_seconds('record."CreateTime"') }} as occurred_at,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
