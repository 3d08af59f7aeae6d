with source as (

    {{ latest_record('wecom', 'follow_users', [
        'userid', 'is_gone'
    ]) }}

),

renamed as (

    select
        -- ids
        record.userid,

        -- booleans
        coalesce(record.is_gone = 'true', false) as is_gone,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
