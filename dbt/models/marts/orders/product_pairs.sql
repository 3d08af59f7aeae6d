with baskets as (

    select distinct
        order_id,
        product_id
    from {{ ref('fct_order_items') }}
    where is_purchase and product_id is not null

),

products as (

    select
        product_id,
        count(*) as orders
    from baskets
    group by product_id

),

totals as (

    select count(distinct order_id) as orders
    from baskets

),

met as (

    select
        ones.product_id,
        others.product_id as other_product_id,
        count(*) as orders_together
    from baskets as ones
    inner join baskets as others
        on ones.order_id = others.order_id and ones.product_id < others.product_id
    group by ones.product_id, others.product_id
    having count(*) >= {{ var('product_pair_orders') }}

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
    cast(pairs.orders_together as bigint) as orders_together,
    cast(products.orders as bigint) as orders,
    cast(others.orders as bigint) as other_orders,
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
