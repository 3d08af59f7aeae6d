with source as (

    {{ latest_record('wecom', 'behaviour_daily', [
        'userid', 'stat_time', 'new_apply_cnt', 'new_contact_cnt', 'chat_cnt', 'message_cnt',
        'reply_percentage', 'avg_reply_time', 'negative_feedback_cnt'
    ]) }}

),

renamed as (

    select
        -- ids
        record.userid,
        {{ business_date(from_epoch_seconds('record.stat_time')) }} as ref_date,

        -- numerics
        try_cast(record.new_apply_cnt as integer) as new_applications,
        try_cast(record.new_contact_cnt as integer) as new_contacts,
        try_cast(record.chat_cnt as integer) as chats,
        try_cast(record.message_cnt as integer) as messages,
        try_cast(record.reply_percentage as double) as replied_percent,
        try_cast(record.avg_reply_time as double) as first_reply_minutes,
        try_cast(record.negative_feedback_cnt as integer) as lost_customers,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
