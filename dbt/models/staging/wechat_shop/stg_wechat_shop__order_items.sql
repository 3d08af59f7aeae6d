{{ config(materialized='increment', noted=['order_id']) }}

with source as (

    select
        *,
        {{ json_record('product_info', [
            'product_unique_id', 'product_id', 'sku_id', 'sku_code', 'title', 'sku_cnt',
            'sale_price', 'real_price', 'is_free_gift'
        ]) }} as line
    from (
        select
            *,
            unnest({{ json_items('payload', '$.order_detail.product_infos') }}) as product_info
        from (
            {{ latest_record('wechat_shop', 'orders', ['order_id']) }}
        ) as orders
    ) as lines

),

renamed as (

    select
        -- ids
        coalesce(
            nullif(line.product_unique_id, ''),
            concat(record.order_id, '_', line.product_id, '_', line.sku_id)
        ) as order_item_id,
        record.order_id,
        line.product_id,
        line.sku_id,
        nullif(line.sku_code, '') as sku_code,

        -- strings
        line.title as product_name,

        -- numerics
        try_cast(line.sku_cnt as integer) as quantity,
        {{ fen_to_yuan('line.sale_price') }} as unit_price,
        {{ fen_to_yuan('line.real_price') }} as paid_amount,

        -- booleans
        coalesce(try_cast(line.is_free_gift as boolean), false) as is_free_gift,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
