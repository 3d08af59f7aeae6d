{{ config(materialized='increment', key=['one_id']) }}

{%- set is_priced =
    'category_prices.usual_price is not null and items.unit_price > 0 and items.quantity > 0'
-%}

{% call touched() %}
    select one_id from {{ changed('fct_orders') }}
    union
    select one_id from {{ changed('fct_order_items') }}
    union
    select one_id from {{ ref('fct_order_items') }}
    where category in (select category from {{ changed('int_category_prices') }})
    union
    -- whose refunded purchase has left the last 90 days since then
    select one_id from {{ ref('fct_orders') }}
    where
        refund_amount > 0
        and paid_date > {{ add_days(built_for(), -90) }}
        and paid_date <= {{ add_days(as_of(), -90) }}
{% endcall %}

with orders as (

    select * from {{ ref('fct_orders') }}
    where one_id is not null and is_purchase and {{ is_touched('one_id') }}

),

items as (

    select * from {{ ref('fct_order_items') }}
    where one_id is not null and is_purchase and {{ is_touched('one_id') }}

),

category_prices as (

    select * from {{ ref('int_category_prices') }}

),

-- a row per member and product first: what follows then runs over a fraction of the lines
products as (

    select
        items.one_id,
        items.product_id,
        min(items.product_name) as product_name,
        min(items.category) as category,
        sum(items.item_amount) as amount,
        max(items.order_date) as last_date,
        sum(items.quantity) as units,
        sum(case when {{ is_priced }} then items.quantity end) as priced_units,
        sum(
            case
                when {{ is_priced }}
                    then items.unit_price / category_prices.usual_price * items.quantity
            end
        ) as price_weight
    from items
    left join category_prices on items.category = category_prices.category
    group by items.one_id, items.product_id

),

breadths as (

    select
        one_id,
        count(distinct category) as category_count,
        count(product_id) as product_count,
        max(case when product_id is not null then amount end) as largest_amount,
        sum(units) as units,
        sum(price_weight) / nullif(sum(priced_units), 0) as price_position
    from products
    group by one_id

),

-- ranks only what shares the first place: mostly one product a member
favourites as (

    select
        products.one_id,
        products.product_name as preferred_product
    from products
    inner join breadths
        on products.one_id = breadths.one_id and products.amount = breadths.largest_amount
    where products.product_id is not null
    qualify
        row_number() over (
            partition by products.one_id order by products.last_date desc, products.product_id
        ) = 1

),

habits as (

    select
        one_id,
        count(*) filter (where channel = {{ channel('store') }}) as store_orders,
        count(*) filter (where channel <> {{ channel('store') }}) as online_orders,
        count(*) filter (where is_gift) as gift_orders,
        count(*) filter (where discount_amount > 0) as discounted_orders,
        count(*) filter (where order_scene in ('live', 'short_video')) as live_orders,
        count(*) filter (where refund_amount > 0 and paid_date > {{ add_days(as_of(), -90) }})
            as refunded_orders_90d,
        count(distinct store_name) as store_count,
        max(paid_amount) as largest_order_amount,
        min_by(paid_amount, purchase_number) as first_order_amount,
        {{ days_between('min(paid_date)', 'max(paid_date)') }} as days_first_to_last,
        count(*) as purchases,
        count(*) filter (where line_count > 0) as purchases_with_lines
    from orders
    group by one_id

)

select
    habits.one_id,
    cast(habits.store_orders as integer) as store_orders,
    cast(habits.online_orders as integer) as online_orders,
    cast(habits.gift_orders as integer) as gift_orders,
    cast(habits.discounted_orders as integer) as discounted_orders,
    cast(habits.live_orders as integer) as live_orders,
    cast(habits.refunded_orders_90d as integer) as refunded_orders_90d,
    cast(habits.store_count as integer) as store_count,
    habits.largest_order_amount,
    habits.first_order_amount,
    cast(habits.days_first_to_last / nullif(habits.purchases - 1, 0) as decimal(9, 2))
        as average_gap_days,
    cast(breadths.category_count as integer) as category_count,
    cast(breadths.product_count as integer) as product_count,
    cast(
        {{ at_most('breadths.units / nullif(habits.purchases_with_lines, 0)', 999999) }}
        as decimal(9, 2)
    ) as units_per_order,
    -- a half is a half in whatever order the lines were added up
    cast(
        cast({{ at_most('breadths.price_position', 9999) }} as decimal(18, 10)) as decimal(9, 4)
    ) as price_position,
    favourites.preferred_product
from habits
left join breadths on habits.one_id = breadths.one_id
left join favourites on habits.one_id = favourites.one_id
