with source as (

    {{ latest_record('wecom', 'acquisition_customers', [
        'link_id', 'external_userid', 'userid', 'chat_status', 'state'
    ]) }}

),

renamed as (

    select
        -- ids
        record.link_id,
        record.external_userid,
        record.userid,

        -- strings
        nullif(record.state, '') as channel_state,

        -- booleans
        coalesce(record.chat_status = '1', false) as has_spoken,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
