with source as (

    select
        *,
        {{ json_record('item', ['sku_id', 'sku_code', 'sale_price', 'stock_num']) }} as sku
    from (
        select
            *,
            unnest({{ json_items('payload', '$.skus') }}) as item
        from (
            {{ latest_record('wechat_shop', 'products', ['product_id']) }}
        ) as products
    ) as items

),

renamed as (

    select
        -- ids
        sku.sku_id,
        record.product_id,
        nullif(sku.sku_code, '') as sku_code,

        -- numerics
        {{ fen_to_yuan('sku.sale_price') }} as sale_price,
        try_cast(sku.stock_num as integer) as stock,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
