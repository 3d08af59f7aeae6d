with source as (

    {{ latest_record('wecom', 'moment_tasks', [
        'moment_id', 'userid', 'publish_status'
    ]) }}

),

renamed as (

    select
        -- ids
        record.moment_id,
        record.userid,

        -- booleans
        coalesce(record.publish_status = '1', false) as is_published,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
