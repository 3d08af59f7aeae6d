with source as (

    {{ latest_record('wecom', 'group_message_results', [
        'msgid', 'userid', 'external_userid', 'chat_id', 'status', 'send_time'
    ]) }}

),

renamed as (

    select
        -- ids
        record_key as result_id,
        record.msgid as message_id,
        record.userid,
        nullif(record.external_userid, '') as external_userid,
        nullif(record.chat_id, '') as chat_id,

        -- strings
        case record.status
            when '0' then 'not_sent'
            when '1' then 'sent'
            when '2' then 'no_friend'
            when '3' then 'month_full'
        end as send_result,

        -- numerics
        try_cast(record.status as integer) as status_code,

        -- timestamps
        {{ from_epoch_seconds('record.send_time') }} as sent_at,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
