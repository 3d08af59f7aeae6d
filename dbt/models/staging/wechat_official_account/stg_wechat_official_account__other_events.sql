with source as (

    {{ latest_record('wechat_official_account', 'other_events', [
        'FromUserName', 'CreateTime', 'Event', 'EventKey'
    ]) }}

),

renamed as (

    select
        -- ids
        concat(account, '|', record_key) as event_id,
        record."FromUserName" as openid,

        -- strings
        lower(record."Event") as event_type,
        nullif(record."EventKey", '') as event_key,

        -- timestamps
        {{ from_epoch_seconds('record."CreateTime"') }} as occurred_at,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
