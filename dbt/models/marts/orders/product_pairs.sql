with counted as (

    select
        product_id,
        other_product_id,
        cast(sum(orders) as bigint) as orders
    from {{ ref('int_basket_pairs') }}
    group by product_id, other_product_id

),

products as (

    select
        product_id,
        orders
    from counted
    where product_id = other_product_id

),

totals as (

    select orders
    from counted
    where product_id is null

),

met as (

    select
        product_id,
        other_product_id,
        orders as orders_together
    from counted
    where
        product_id <> other_product_id
        and orders >= {{ var('product_pair_orders') }}

),

pairs as (

    select
        product_id,
        other_product_id,
        orders_together
    from met
    union all
    select
        other_product_id as product_id,
        product_id as other_product_id,
        orders_together
    from met

)

select
    pairs.product_id,
    pairs.other_product_id,
    pairs.orders_together,
    products.orders,
    others.orders as other_orders,
    {{ rate('pairs.orders_together', 'totals.orders') }} as support,
    {{ rate('pairs.orders_together', 'products.orders') }} as confidence,
    -- two rare products that always go together in a large brand: a lift of millions
    cast(
        pairs.orders_together * totals.orders / (products.orders * others.orders) as decimal(18, 4)
    ) as lift
from pairs
inner join products on pairs.product_id = products.product_id
inner join products as others on pairs.other_product_id = others.product_id
cross join totals
