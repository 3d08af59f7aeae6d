with source as (

    {{ latest_record('wecom', 'group_messages', [
        'msgid', 'creator', 'create_time', 'create_type', 'chat_type', 'text.content.token'
    ]) }}

),

renamed as (

    select
        -- ids
        record.msgid as message_id,
        nullif(record.creator, '') as creator_userid,

        -- protected
        record.text.content.token as text_token,

        -- strings
        record.chat_type,
        case record.create_type when '0' then 'corp' when '1' then 'personal' end as created_by,

        -- timestamps
        {{ from_epoch_seconds('record.create_time') }} as created_at,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
