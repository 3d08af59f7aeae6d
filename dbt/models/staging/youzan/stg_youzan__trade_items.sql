{{ config(materialized='increment', noted=['order_id']) }}

with trades as (

    {{ latest_record('youzan', 'trades', ['order_info.tid']) }}

),

items as (

    select
        *,
        unnest({{ json_items('payload', '$.orders') }}) as item
    from trades

),

source as (

    select
        *,
        {{ json_record('item', [
            'oid', 'item_id', 'sku_id', 'outer_item_id', 'outer_sku_id', 'item_no', 'sku_no',
            'title', 'num', 'price', 'total_fee', 'payment', 'is_present'
        ]) }} as line
    from items

),

renamed as (

    select
        -- ids
        coalesce(
            nullif(line.oid, ''),
            concat(record.order_info.tid, '_', line.item_id, '_', line.sku_id)
        ) as order_item_id,
        record.order_info.tid as order_id,
        line.item_id,
        nullif(line.sku_id, '0') as sku_id,
        coalesce(
            nullif(line.outer_sku_id, ''), nullif(line.sku_no, ''), nullif(line.outer_item_id, ''),
            nullif(line.item_no, '')
        ) as product_code,

        -- strings
        line.title as product_name,

        -- numerics
        try_cast(line.num as integer) as quantity,
        {{ yuan('line.price') }} as unit_price,
        coalesce({{ yuan('line.payment') }}, {{ yuan('line.total_fee') }}) as paid_amount,

        -- booleans
        coalesce(try_cast(line.is_present as boolean), false) as is_free_gift,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
