{{ config(materialized='compared', key=['product_id'], compared=['category']) }}

with products as (

    select * from {{ ref('stg_wechat_shop__products') }}

),

skus as (

    select * from {{ ref('stg_wechat_shop__product_skus') }}

),

lines as (

    select * from {{ ref('int_orders__lines') }}

),

shop_items as (

    select * from {{ ref('stg_wechat_shop__order_items') }}

),

categories as (

    select * from {{ ref('int_product_categories') }}

),

catalogue as (

    select
        {{ product_key('skus.sku_code', 'skus.product_id') }} as product_id,
        skus.sku_code as product_code,
        skus.product_id as shop_product_id,
        skus.sku_id as shop_sku_id,
        products.product_name,
        skus.sale_price as list_price,
        products.is_on_sale
    from skus
    left join products on skus.product_id = products.product_id
    qualify
        row_number() over (
            partition by {{ product_key('skus.sku_code', 'skus.product_id') }}
            order by products.is_on_sale desc, skus.product_id desc, skus.sku_id desc
        ) = 1

),

-- a product may have left the catalogue since it was ordered
ordered_products as (

    select
        {{ product_key('sku_code', 'product_id') }} as product_id,
        min(product_id) as shop_product_id
    from shop_items
    group by {{ product_key('sku_code', 'product_id') }}

),

sold as (

    select
        lines.product_id,
        max(lines.product_name) as product_name,
        bool_or(lines.channel = {{ channel('shop') }}) as is_sold_in_shop,
        bool_or(lines.channel = {{ channel('store') }}) as is_sold_in_stores,
        min(ordered_products.shop_product_id) as shop_product_id
    from lines
    left join ordered_products on lines.product_id = ordered_products.product_id
    group by lines.product_id

),

-- what was sold before the first file may come back in one
returned as (

    select
        {{ product_key('product_code', 'product_name') }} as product_id,
        max(product_name) as product_name
    from {{ ref('int_orders__ticket_lines') }}
    where is_return
    group by {{ product_key('product_code', 'product_name') }}

),

merged as (

    select
        coalesce(catalogue.product_id, sold.product_id, returned.product_id) as product_id,
        catalogue.product_code,
        coalesce(catalogue.shop_product_id, sold.shop_product_id) as shop_product_id,
        catalogue.shop_sku_id,
        coalesce(catalogue.product_name, sold.product_name, returned.product_name)
            as product_name,
        catalogue.list_price,
        coalesce(catalogue.is_on_sale, false) as is_on_sale,
        coalesce(sold.is_sold_in_shop, false) as is_sold_in_shop,
        coalesce(sold.is_sold_in_stores, false) or returned.product_id is not null
            as is_sold_in_stores
    from catalogue
    full outer join sold on catalogue.product_id = sold.product_id
    full outer join returned
        on coalesce(catalogue.product_id, sold.product_id) = returned.product_id

)

select
    merged.product_id,
    merged.product_code,
    merged.shop_product_id,
    merged.shop_sku_id,
    merged.product_name,
    categories.category,
    merged.list_price,
    merged.is_on_sale,
    merged.is_sold_in_shop,
    merged.is_sold_in_stores
from merged
left join categories on merged.shop_product_id = categories.shop_product_id
