with source as (

    {{ latest_record('wechat_shop', 'products', [
        'product_id', 'out_product_id', 'title', 'sub_title', 'spu_code', 'status', 'min_price',
        'edit_time', 'total_sold_num', 'cats_v2', 'cats'
    ]) }}

),

renamed as (

    select
        -- ids
        record.product_id,
        nullif(record.out_product_id, '') as out_product_id,
        nullif(record.spu_code, '') as spu_code,
        coalesce(
            {{ json_last('record.cats_v2', 'cat_id') }},
            {{ json_last('record.cats', 'cat_id') }}
        ) as category_id,

        -- strings
        record.title as product_name,

        -- numerics
        try_cast(record.status as integer) as status_code,
        {{ fen_to_yuan('record.min_price') }} as min_price,
        try_cast(record.total_sold_num as integer) as total_sold,

        -- booleans
        coalesce(record.status = '5', false) as is_on_sale,

        -- timestamps
        {{ from_epoch_seconds('record.edit_time') }} as edited_at,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
