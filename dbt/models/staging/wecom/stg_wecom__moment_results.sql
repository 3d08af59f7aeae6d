with source as (

    {{ latest_record('wecom', 'moment_results', [
        'moment_id', 'userid', 'external_userid', 'is_chosen', 'is_reached'
    ]) }}

),

renamed as (

    select
        -- ids
        record.moment_id,
        record.userid,
        record.external_userid,

        -- booleans
        coalesce(record.is_chosen = 'true', false) as is_chosen,
        coalesce(record.is_reached = 'true', false) as is_reached,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
