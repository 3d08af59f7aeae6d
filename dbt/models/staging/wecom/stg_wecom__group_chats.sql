with source as (

    {{ latest_record('wecom', 'group_chats', [
        'chat_id', 'name.token', 'name.mask', 'owner', 'create_time', 'notice.token', 'status',
        'member_version'
    ]) }}

),

renamed as (

    select
        -- ids
        record.chat_id,
        record.owner as owner_userid,
        record.member_version,

        -- protected
        record.name.token as chat_name_token,
        record.name.mask as chat_name_mask,
        record.notice.token as notice_token,

        -- numerics
        try_cast(record.status as integer) as status_code,

        -- timestamps
        {{ from_epoch_seconds('record.create_time') }} as created_at,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
