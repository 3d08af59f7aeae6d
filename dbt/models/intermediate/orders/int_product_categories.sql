with events as (

    select * from {{ ref('stg_wechat_mini_program__events') }}
    where product_id is not null and category is not null

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

categories as (

    select
        shop_product_id,
        category
    from mentions
    qualify row_number() over (
        partition by shop_product_id
        order by mention_count desc, last_mentioned_at desc, category
    ) = 1

)

select * from categories
