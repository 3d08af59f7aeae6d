{{ config(materialized='view') }}

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

file_order_sizes as (

    select
        account,
        order_no,
        count(*) as item_count
    from {{ ref('stg_offline__order_items') }}
    group by account, order_no

),

-- an export joins the goods of an order in one cell: what one of several costs it does not say
file_lines as (

    select
        items.order_item_id,
        items.order_no as order_id,
        orders.channel,
        {{ product_key('cast(null as varchar)', 'items.product_name') }} as product_id,
        items.product_name,
        cast(items.quantity as decimal(18, 3)) as quantity,
        case
            when totals.item_count = 1
                then cast(orders.gross_amount / nullif(items.quantity, 0) as decimal(18, 2))
        end as unit_price,
        case when totals.item_count = 1 then orders.gross_amount end as gross_amount,
        case
            when totals.item_count = 1
                then orders.gross_amount + orders.freight_amount - orders.order_amount
        end as discount_amount,
        case
            when totals.item_count = 1 then orders.order_amount - orders.freight_amount
        end as item_amount
    from {{ ref('stg_offline__order_items') }} as items
    inner join {{ ref('int_orders__file_orders') }} as orders
        on items.account = orders.account and items.order_no = orders.order_id
    inner join file_order_sizes as totals
        on items.account = totals.account and items.order_no = totals.order_no

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
    select * from file_lines
    union all
    select * from store_lines

)

select * from unioned
