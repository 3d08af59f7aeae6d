with source as (

    {{ latest_record('wechat_official_account', 'messages', [
        'FromUserName', 'CreateTime', 'MsgType', 'MsgId', 'MediaId', 'Content.token',
        'Recognition.token', 'Label.token'
    ]) }}

),

renamed as (

    select
        -- ids
        concat(account, '|', record_key) as message_id,
        record."FromUserName" as openid,
        nullif(record."MediaId", '') as media_id,

        -- strings
        lower(record."MsgType") as message_type,
        coalesce(record."Content".token, record."Recognition".token) as content_token,
        record."Label".token as location_token,

        -- timestamps
        {{ from_epoch_seconds('record."CreateTime"') }} as sent_at,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
