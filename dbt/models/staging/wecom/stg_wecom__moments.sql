with source as (

    {{ latest_record('wecom', 'moments', [
        'moment_id', 'creator', 'create_time', 'create_type', 'visible_type',
        'text.content.token'
    ]) }}

),

renamed as (

    select
        -- ids
        record.moment_id,
        nullif(record.creator, '') as creator_userid,

        -- protected
        record.text.content.token as text_token,

        -- strings
        case record.create_type when '0' then 'corp' when '1' then 'personal' end as created_by,

        -- numerics
        try_cast(record.visible_type as integer) as visible_type_code,

        -- timestamps
        {{ from_epoch_seconds('record.create_time') }} as created_at,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
