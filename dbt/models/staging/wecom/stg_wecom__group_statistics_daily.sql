with source as (

    {{ latest_record('wecom', 'group_statistics_daily', [
        'owner', 'stat_time', 'data.new_chat_cnt', 'data.chat_total', 'data.chat_has_msg',
        'data.new_member_cnt', 'data.member_total', 'data.member_has_msg', 'data.msg_total',
        'data.migrate_trainee_chat_cnt'
    ]) }}

),

renamed as (

    select
        -- ids
        record.owner as owner_userid,
        {{ business_date(from_epoch_seconds('record.stat_time')) }} as ref_date,

        -- numerics
        try_cast(record.data.new_chat_cnt as integer) as new_chats,
        try_cast(record.data.chat_total as integer) as chats,
        try_cast(record.data.chat_has_msg as integer) as active_chats,
        try_cast(record.data.new_member_cnt as integer) as new_members,
        try_cast(record.data.member_total as integer) as members,
        try_cast(record.data.member_has_msg as integer) as active_members,
        try_cast(record.data.msg_total as integer) as messages,
        try_cast(record.data.migrate_trainee_chat_cnt as integer) as migrated_chats,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
