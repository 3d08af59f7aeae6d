with source as (

    select
        *,
        {{ json_record('item', ['key', 'value', 'access_source_visit_uv']) }} as bucket
    from (
        select
            *,
            unnest({{ json_items('payload', '$.item_list') }}) as item
        from (
            {{ latest_record('wechat_mini_program', 'visit_distribution', ['ref_date', 'index']) }}
        ) as distributions
    ) as items

),

renamed as (

    select
        -- ids
        {{ compact_date('record.ref_date') }} as ref_date,
        record.index as distribution,
        try_cast(bucket.key as integer) as bucket_key,

        -- numerics
        try_cast(bucket.value as integer) as visits,
        try_cast(bucket.access_source_visit_uv as integer) as visitors,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
