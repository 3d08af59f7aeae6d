with events as (

    select * from {{ ref('stg_wechat_mini_program__events') }}
    where product_id is not null and category is not null

),

products as (

    select * from {{ ref('stg_wechat_shop__products') }}

),

mentions as (

    select
        product_id as shop_product_id,
        category,
        count(*) as mention_count,
        max(occurred_at) as last_mentioned_at
    from events
    group by product_id, category

),

logged as (

    select
        shop_product_id,
        category
    from mentions
    qualify
        row_number() over (
            partition by shop_product_id
            order by mention_count desc, last_mentioned_at desc, category
        ) = 1

),

-- products that nobody has looked at yet take the name their platform category goes by
named_categories as (

    select
        products.category_id,
        logged.category
    from products
    inner join logged on products.product_id = logged.shop_product_id
    group by products.category_id, logged.category
    qualify
        row_number() over (
            partition by products.category_id
            order by count(*) desc, logged.category
        ) = 1

),

product_ids as (

    select shop_product_id from logged
    union
    select product_id as shop_product_id from products

),

categories as (

    select
        product_ids.shop_product_id,
        coalesce(logged.category, named_categories.category) as category
    from product_ids
    left join logged on product_ids.shop_product_id = logged.shop_product_id
    left join products on product_ids.shop_product_id = products.product_id
    left join named_categories on products.category_id = named_categories.category_id

)

select * from categories
