with source as (

    select
        *,
        {{ json_record('item', [
            'table', 'row', 'column', 'scope', 'stated', 'counted', 'agrees'
        ]) }} as line
    from (
        select
            *,
            unnest({{ json_items('payload', '$.totals') }}) as item
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
        line.scope as total_scope,

        -- numerics
        cast(line.table as integer) as table_number,
        cast(line.row as bigint) as row_number_in_table,
        cast(replace(line.stated, ',', '') as decimal(18, 3)) as stated_total,
        cast(replace(line.counted, ',', '') as decimal(18, 3)) as counted_total,

        -- booleans
        line.agrees = 'true' as agrees,

        -- landing
        {{ landed_columns() }}
    from source

)

select * from renamed
