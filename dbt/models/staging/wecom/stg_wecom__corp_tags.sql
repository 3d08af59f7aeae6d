with source as (

    {{ latest_record('wecom', 'corp_tags', [
        'id', 'name', 'create_time', 'deleted', 'is_gone'
    ]) }}

),

renamed as (

    select
        -- ids
        record.id as tag_id,
        {{ json_text('payload', '$.group.group_id') }} as tag_group_id,

        -- strings
        record.name as tag_name,
        {{ json_text('payload', '$.group.group_name') }} as tag_group_name,

        -- numerics
        try_cast({{ json_text('payload', '$.order') }} as integer) as sort_order,
        try_cast({{ json_text('payload', '$.group.order') }} as integer) as group_sort_order,

        -- booleans
        coalesce(record.is_gone = 'true' or record.deleted = 'true', false) as is_gone,

        -- timestamps
        {{ from_epoch_seconds('record.create_time') }} as created_at,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
