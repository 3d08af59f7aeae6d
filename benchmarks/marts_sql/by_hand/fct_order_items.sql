with lines as (
    select
        order_item_id, order_id, sku_code as product_id, product_name,
        cast(quantity as decimal(18, 3)) as quantity, unit_price,
        cast(unit_price * quantity as decimal(18, 2)) as gross_amount,
        cast(unit_price * quantity - paid_amount as decimal(18, 2)) as discount_amount,
        paid_amount as item_amount
    from staging.stg_wechat_shop__order_items
    union all
    select
        sale_line_id,
        concat('brand|', store, '|', cast(sold_at + interval '8' hour as date), '|', ticket_no),
        product_code, product_name, quantity, unit_price,
        cast(amount + discount as decimal(18, 2)), discount, amount
    from staging.stg_offline__sales
    where line_type = 'sale'
)

select
    l.order_item_id, l.order_id, o.one_id, o.channel, l.product_id, l.product_name, p.category,
    o.is_paid, o.is_purchase, l.quantity, l.unit_price, l.gross_amount, l.discount_amount,
    l.item_amount, o.ordered_at, o.order_date
from lines as l
inner join marts.fct_orders as o on l.order_id = o.order_id
left join marts.dim_products as p on l.product_id = p.product_id
