with source as (

    select
        *,
        {{ json_record('item', ['column', 'written', 'meant', 'landed']) }} as line
    from (
        select
            *,
            unnest({{ json_items('payload', '$.sums') }}) as item
        from (
            {{ latest_record('offline', 'files', ['delivery']) }}
        ) as files
    ) as items

),

renamed as (

    select
        -- ids
        record_key as file_record_id,
        record.delivery as delivery_id,

        -- strings
        line.column as column_name,

        -- numerics
        cast(replace(line.written, ',', '') as decimal(18, 3)) as written_sum,
        cast(replace(line.meant, ',', '') as decimal(18, 3)) as meant_sum,
        cast(replace(line.landed, ',', '') as decimal(18, 3)) as landed_sum,

        -- landing
        {{ landed_columns() }}
    from source

)

select * from renamed
