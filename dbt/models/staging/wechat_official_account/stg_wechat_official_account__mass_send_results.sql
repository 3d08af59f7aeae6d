with source as (

    {{ latest_record('wechat_official_account', 'mass_send_results', [
        'CreateTime', 'MsgID', 'MsgId', 'Status', 'TotalCount', 'FilterCount', 'SentCount',
        'ErrorCount'
    ]) }}

),

renamed as (

    select
        -- ids
        concat(account, '|', record_key) as event_id,
        coalesce(nullif(record."MsgID", ''), nullif(record."MsgId", '')) as message_id,

        -- strings
        record."Status" as status,

        -- numerics
        try_cast(record."TotalCount" as integer) as total_count,
        try_cast(record."FilterCount" as integer) as eligible_count,
        try_cast(record."SentCount" as integer) as sent_count,
        try_cast(record."ErrorCount" as integer) as error_count,

        -- booleans
        coalesce(lower(replace(record."Status", ' ', '')) = 'sendsuccess', false) as is_sent,

        -- timestamps
        {{ from_epoch_seconds('record."CreateTime"') }} as finished_at,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
