-- Fifty features of tags: 11 of behaviour, 11 of orders, 15 of habits, 10 of preferences, 3 scores.
with behaviour as (
    select
        one_id, event_type, count(*) as n, count(*) filter (where event_date > getvariable('as_of') - 30) as n30,
        max(event_date) as last_date
    from marts.fct_events
    where one_id is not null and event_date > getvariable('as_of') - 90
    group by 1, 2
),

acted as (
    select
        one_id,
        max(last_date) filter (where event_type not in ('message_receive', 'points_earn')) as last_active_date,
        sum(n) filter (where event_type = 'app_launch') as visits_90d,
        sum(n30) filter (where event_type = 'app_launch') as visits_30d,
        sum(n) filter (where event_type = 'product_view') as product_views_90d,
        sum(n) filter (where event_type = 'search') as searches_90d,
        sum(n) filter (where event_type = 'cart_add') as cart_adds_90d,
        sum(n) filter (where event_type = 'share') as shares_90d,
        sum(n) filter (where event_type = 'message_receive') as messages_received_90d,
        sum(n) filter (where event_type = 'message_click') as messages_clicked_90d
    from behaviour
    group by 1
),

seen as (
    select one_id, category, count(*) as n, max(event_date) as last_date
    from marts.fct_events
    where
        one_id is not null and event_date > getvariable('as_of') - 90
        and event_type = 'product_view' and category is not null
    group by 1, 2
),

interests as (
    select one_id, category, n / sum(n) over (partition by one_id) as share
    from seen
    qualify row_number() over (partition by one_id order by n desc, last_date desc, category) = 1
),

bought as (
    select
        one_id,
        count(*) filter (where is_purchase) as order_count,
        count(*) filter (where refund_amount > 0) as refunded_order_count,
        count(*) filter (where is_purchase and paid_date > getvariable('as_of') - 90) as orders_90d,
        count(*) filter (where is_purchase and paid_date > getvariable('as_of') - 365) as orders_365d,
        sum(net_amount) as net_revenue,
        sum(net_amount) filter (where paid_date > getvariable('as_of') - 90) as net_revenue_90d,
        sum(net_amount) filter (where paid_date > getvariable('as_of') - 365) as net_revenue_365d,
        sum(discount_amount) filter (where is_paid) as discount,
        sum(gross_amount) filter (where is_paid) as goods,
        min(paid_date) filter (where is_purchase) as first_order_date,
        max(paid_date) filter (where is_purchase) as last_order_date,
        count(*) filter (where is_purchase and channel = 'offline_store') as store_orders,
        count(*) filter (where is_purchase and channel <> 'offline_store') as online_orders,
        count(*) filter (where is_purchase and is_gift) as gift_orders,
        count(*) filter (where is_purchase and discount_amount > 0) as discounted_orders,
        count(*) filter (where is_purchase and order_scene in ('live', 'short_video')) as live_orders,
        count(*) filter (
            where is_purchase and refund_amount > 0 and paid_date > getvariable('as_of') - 90
        ) as refunded_orders_90d,
        count(distinct store_name) filter (where is_purchase) as store_count,
        max(paid_amount) filter (where is_purchase) as largest_order_amount,
        max(paid_amount) filter (where purchase_number = 1) as first_order_amount
    from marts.fct_orders
    where one_id is not null
    group by 1
),

items as (
    select * from marts.fct_order_items where one_id is not null and is_purchase
),

usual as (
    select category, percentile_cont(0.5) within group (order by unit_price) as price
    from items
    where category is not null and unit_price > 0
    group by 1
),

by_product as (
    select
        i.one_id, i.product_id, min(i.category) as category, min(i.product_name) as product_name,
        sum(i.item_amount) as amount, max(i.order_date) as last_date, sum(i.quantity) as units,
        sum(i.unit_price / u.price * i.quantity) as position
    from items as i
    left join usual as u on i.category = u.category
    group by 1, 2
),

breadths as (
    select
        one_id, count(distinct category) as category_count, count(*) as product_count,
        sum(units) as units, sum(position) as position
    from by_product
    group by 1
),

line_orders as (
    select one_id, count(distinct order_id) as orders from items group by 1
),

favourites as (
    select one_id, product_name as preferred_product
    from by_product
    qualify row_number() over (partition by one_id order by amount desc, last_date desc, product_id) = 1
),

choices as (
    select
        one_id, 'category' as dimension, coalesce(category, 'uncategorised') as choice,
        sum(item_amount) as amount, count(distinct order_id) as n, max(order_date) as last_date
    from items
    group by all
    union all
    select one_id, dimension, choice, sum(paid_amount), count(*), max(order_date) from (
        select one_id, paid_amount, order_date, unnest([
            {'dimension': 'channel', 'choice': channel},
            {'dimension': 'store_name', 'choice': store_name},
            {'dimension': 'day_part', 'choice': case
                when hour(paid_at + interval '8' hour) < 6 then 'night'
                when hour(paid_at + interval '8' hour) < 12 then 'morning'
                when hour(paid_at + interval '8' hour) < 14 then 'noon'
                when hour(paid_at + interval '8' hour) < 18 then 'afternoon'
                else 'evening'
            end},
            {'dimension': 'week_part', 'choice':
                case when isodow(paid_date) >= 6 then 'weekend' else 'weekday' end}
        ], recursive := true)
        from marts.fct_orders
        where one_id is not null and is_purchase
    )
    where choice is not null
    group by all
),

chosen as (
    select
        one_id, dimension, choice,
        row_number() over (
            partition by one_id, dimension order by amount desc, n desc, last_date desc, choice
        ) as place,
        cast(
            amount / nullif(sum(amount) over (partition by one_id, dimension), 0) as decimal(9, 4)
        ) as share
    from choices
    qualify place <= 2
),

preferred as (
    select
        one_id,
        min(choice) filter (where dimension = 'category' and place = 1) as preferred_category,
        min(share) filter (where dimension = 'category' and place = 1) as preferred_category_share,
        min(choice) filter (where dimension = 'category' and place = 2) as second_category,
        min(share) filter (where dimension = 'category' and place = 2) as second_category_share,
        min(choice) filter (where dimension = 'channel' and place = 1) as preferred_channel,
        min(share) filter (where dimension = 'channel' and place = 1) as preferred_channel_share,
        min(choice) filter (where dimension = 'store_name' and place = 1) as preferred_store,
        min(choice) filter (where dimension = 'day_part' and place = 1) as preferred_day_part,
        min(share) filter (where dimension = 'day_part' and place = 1) as preferred_day_part_share,
        min(choice) filter (where dimension = 'week_part' and place = 1) as preferred_week_part
    from chosen
    group by 1
)

select
    m.one_id,
    a.last_active_date,
    coalesce(a.visits_30d, 0) as visits_30d,
    coalesce(a.visits_90d, 0) as visits_90d,
    coalesce(a.product_views_90d, 0) as product_views_90d,
    coalesce(a.searches_90d, 0) as searches_90d,
    coalesce(a.cart_adds_90d, 0) as cart_adds_90d,
    coalesce(a.shares_90d, 0) as shares_90d,
    coalesce(a.messages_received_90d, 0) as messages_received_90d,
    coalesce(a.messages_clicked_90d, 0) as messages_clicked_90d,
    i.category as interest_category,
    cast(i.share as decimal(9, 4)) as interest_category_share,
    coalesce(b.order_count, 0) as order_count,
    coalesce(b.refunded_order_count, 0) as refunded_order_count,
    coalesce(b.orders_90d, 0) as orders_90d,
    coalesce(b.orders_365d, 0) as orders_365d,
    cast(coalesce(b.net_revenue, 0) as decimal(18, 2)) as net_revenue,
    cast(coalesce(b.net_revenue_90d, 0) as decimal(18, 2)) as net_revenue_90d,
    cast(coalesce(b.net_revenue_365d, 0) as decimal(18, 2)) as net_revenue_365d,
    cast(cast(b.net_revenue / nullif(b.order_count, 0) as decimal(28, 8)) as decimal(18, 2)) as average_order_value,
    cast(cast(b.discount / nullif(b.goods, 0) as decimal(18, 10)) as decimal(9, 4)) as discount_share,
    b.first_order_date,
    b.last_order_date,
    coalesce(b.store_orders, 0) as store_orders,
    coalesce(b.online_orders, 0) as online_orders,
    coalesce(b.gift_orders, 0) as gift_orders,
    coalesce(b.discounted_orders, 0) as discounted_orders,
    coalesce(b.live_orders, 0) as live_orders,
    coalesce(b.refunded_orders_90d, 0) as refunded_orders_90d,
    coalesce(b.store_count, 0) as store_count,
    b.largest_order_amount,
    b.first_order_amount,
    cast((b.last_order_date - b.first_order_date) / nullif(b.order_count - 1, 0) as decimal(9, 2))
        as average_gap_days,
    coalesce(h.category_count, 0) as category_count,
    coalesce(h.product_count, 0) as product_count,
    cast(h.units / l.orders as decimal(9, 2)) as units_per_order,
    cast(cast(h.position / h.units as decimal(18, 10)) as decimal(9, 4)) as price_position,
    f.preferred_product,
    p.* exclude (one_id),
    r.recency_score,
    r.frequency_score,
    r.monetary_score
from marts.dim_members as m
left join acted as a on m.one_id = a.one_id
left join interests as i on m.one_id = i.one_id
left join bought as b on m.one_id = b.one_id
left join breadths as h on m.one_id = h.one_id
left join line_orders as l on m.one_id = l.one_id
left join favourites as f on m.one_id = f.one_id
left join preferred as p on m.one_id = p.one_id
left join marts.member_rfm as r on m.one_id = r.one_id
