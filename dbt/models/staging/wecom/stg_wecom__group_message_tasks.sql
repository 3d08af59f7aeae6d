with source as (

    {{ latest_record('wecom', 'group_message_tasks', [
        'msgid', 'userid', 'status', 'send_time'
    ]) }}

),

renamed as (

    select
        -- ids
        record.msgid as message_id,
        record.userid,

        -- numerics
        try_cast(record.status as integer) as status_code,

        -- booleans
        coalesce(record.status in ('1', '2'), false) as is_sent,

        -- timestamps
        {{ from_epoch_seconds('record.send_time') }} as sent_at,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
