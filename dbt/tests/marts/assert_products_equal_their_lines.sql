-- A returned row is a total of product_performance that the order lines do not have.
{{ config(meta={'dagster': {'ref': {'name': 'product_performance'}}}) }}

with products as (

    select
        coalesce(sum(item_amount), 0) as item_amount,
        coalesce(sum(units), 0) as units
    from {{ ref('product_performance') }}

),

lines as (

    select
        coalesce(sum(item_amount), 0) as item_amount,
        coalesce(sum(quantity), 0) as units
    from {{ ref('fct_order_items') }}
    where is_paid and product_id is not null and order_date < {{ as_of() }}

)

select
    products.item_amount,
    lines.item_amount as line_amount,
    products.units,
    lines.units as line_units
from products
cross join lines
where products.item_amount <> lines.item_amount or products.units <> lines.units
