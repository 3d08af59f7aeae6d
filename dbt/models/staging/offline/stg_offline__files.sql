with source as (

    {{ latest_record('offline', 'files', [
        'kind', 'status', 'delivery', 'mends', 'file', 'series', 'day', 'modified_at', 'bytes', 'rows', 'landed',
        'refused', 'left_out', 'reason', 'next_step', '_file'
    ]) }}

),

renamed as (

    select
        -- ids
        record_key as file_record_id,
        record.delivery as delivery_id,
        record._file as file_id,
        record.series as series_id,
        record.mends as mended_delivery_id,

        -- strings
        record.file as file_name,
        nullif(record.kind, '') as kind,
        record.status as delivery_status,
        record.reason,
        record.next_step,

        -- numerics
        cast(record.rows as bigint) as rows_read,
        cast(record.landed as bigint) as rows_landed,
        cast(record.refused as bigint) as rows_refused,
        cast(record.left_out as bigint) as rows_left_out,
        cast(record.bytes as bigint) as file_bytes,

        -- dates and timestamps
        try_cast(record.day as date) as stated_on,
        {{ from_local('try_cast(record.modified_at as timestamp)') }} as modified_at,

        -- landing
        {{ landed_columns() }}
    from source

)

select * from renamed
