with source as (

    {{ latest_record('wecom', 'acquisition_links', [
        'link_id', 'link.link_name.token', 'link.link_name.mask', 'link.create_time',
        'link.skip_verify', 'link.mark_source'
    ]) }}

),

renamed as (

    select
        -- ids
        record.link_id,

        -- protected
        record.link.link_name.token as link_name_token,
        record.link.link_name.mask as link_name_mask,

        -- strings
        {{ json_text('payload', '$.range.user_list') }} as employee_userids,

        -- booleans
        try_cast(record.link.skip_verify as boolean) as skips_verification,
        try_cast(record.link.mark_source as boolean) as marks_source,

        -- timestamps
        {{ from_epoch_seconds('record.link.create_time') }} as created_at,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
