with source as (

    {{ latest_record('wecom', 'moment_comments', [
        'moment_id', 'userid', 'kind', 'external_userid', 'by_userid', 'create_time'
    ]) }}

),

renamed as (

    select
        -- ids
        record_key as reaction_id,
        record.moment_id,
        record.userid,
        nullif(record.external_userid, '') as external_userid,
        nullif(record.by_userid, '') as by_userid,

        -- strings
        record.kind as reaction_type,

        -- timestamps
        {{ from_epoch_seconds('record.create_time') }} as reacted_at,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
