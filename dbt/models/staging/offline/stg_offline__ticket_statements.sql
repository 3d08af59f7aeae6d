with carriers as (

    select
        account,
        batch_seq,
        position,
        unnest({{ json_items('payload', '$.statements') }}) as statement
    from {{ landing('offline', 'sales') }} as landed
    where payload like '%"statements":[%'

),

files as (

    select
        account,
        {{ landing_order('batch_seq', 'position') }} as landed_order,
        {{ json_record('statement', [
            'delivery', 'file', 'series', 'stated_on', 'modified_at', 'first_day', 'last_day',
            'unread_lines', 'store', 'day'
        ]) }} as record,
        unnest({{ json_items('statement', '$.tickets') }}) as told
    from carriers

),

told as (

    select
        account,
        landed_order,
        record,
        replace(told, '"', '') as told
    from files

),

renamed as (

    select
        -- ids
        account,
        record.delivery as delivery_id,
        record.series as series_id,
        substr(told, 1, 20) as ticket_id,
        substr(told, 21, 10) as version_id,

        -- strings
        record.file as file_name,
        record.store,

        -- numerics
        coalesce(try_cast(record.unread_lines as integer), 0) as unread_lines,
        coalesce(try_cast(substr(told, 32) as integer), 0) as refused_lines,

        -- booleans
        substr(told, 31, 1) = 'e' as is_at_edge,

        -- dates and timestamps
        try_cast(record.day as date) as sold_on,
        try_cast(record.stated_on as date) as stated_on,
        try_cast(record.modified_at as timestamp) as modified_at,
        try_cast(record.first_day as date) as first_day,
        try_cast(record.last_day as date) as last_day,

        -- landing
        min(landed_order) over (partition by account, record.delivery) as arrived_order,
        landed_order
    from told

)

select * from renamed
qualify
    row_number() over (
        partition by account, delivery_id, ticket_id
        order by landed_order desc
    ) = 1
