{{ config(materialized='compared', key=['account', 'order_no'], compared=['*']) }}

with versions as (

    {{ all_versions('offline', 'orders', ['order_no', '_snapshot_date', 'goods']) }}

),

newest as (

    select *
    from versions
    where record.goods is not null and record.order_no is not null
    qualify
        row_number() over (
            partition by account, record.order_no
            order by record._snapshot_date desc nulls last, batch_seq desc, position desc
        ) = 1

),

goods as (

    select
        account,
        batch_seq,
        position,
        fetched_at,
        record.order_no,
        unnest({{ json_items('payload', '$.items') }}) as item
    from newest

),

renamed as (

    select
        -- ids
        concat(order_no, '_', {{ json_text('item', '$.n') }}) as order_item_id,
        order_no,

        -- strings
        {{ json_text('item', '$.name') }} as product_name,

        -- numerics
        try_cast({{ json_text('item', '$.n') }} as integer) as item_number,
        try_cast({{ json_text('item', '$.quantity') }} as integer) as quantity,

        -- landing
        {{ landed_columns() }}
    from goods

)

select * from renamed
