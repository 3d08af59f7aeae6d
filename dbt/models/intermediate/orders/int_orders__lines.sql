with order_items as (

    select * from {{ ref('stg_wechat_shop__order_items') }}

),

ticket_lines as (

    select * from {{ ref('int_orders__ticket_lines') }}

),

youzan_lines as (

    select
        order_item_id,
        order_id,
        {{ channel('youzan') }} as channel,
        {{ product_key('product_code', 'item_id') }} as product_id,
        product_name,
        cast(quantity as decimal(18, 3)) as quantity,
        unit_price,
        gross_amount,
        cast(gross_amount - item_amount as decimal(18, 2)) as discount_amount,
        item_amount
    from {{ ref('int_orders__youzan_lines') }}

),

shop_lines as (

    select
        order_item_id,
        order_id,
        {{ channel('shop') }} as channel,
        {{ product_key('sku_code', 'product_id') }} as product_id,
        product_name,
        cast(quantity as decimal(18, 3)) as quantity,
        unit_price,
        cast(unit_price * quantity as decimal(18, 2)) as gross_amount,
        cast(unit_price * quantity - paid_amount as decimal(18, 2)) as discount_amount,
        paid_amount as item_amount
    from order_items

),

store_lines as (

    select
        sale_line_id as order_item_id,
        order_id,
        {{ channel('store') }} as channel,
        {{ product_key('product_code', 'product_name') }} as product_id,
        product_name,
        quantity,
        unit_price,
        cast(paid_amount + discount_amount as decimal(18, 2)) as gross_amount,
        discount_amount,
        paid_amount as item_amount
    from ticket_lines
    where not is_return

),

unioned as (

    select * from shop_lines
    union all
    select * from youzan_lines
    union all
    select * from store_lines

)

select * from unioned
