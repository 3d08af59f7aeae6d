with members as (

    select * from {{ ref('int_daily_members') }}

),

audience as (

    select * from {{ ref('int_daily_audience') }}

),

behaviour as (

    select * from {{ ref('int_daily_behaviour') }}

),

orders as (

    select * from {{ ref('int_daily_orders') }}

),

buyers as (

    select * from {{ ref('int_daily_buyers') }}

),

balances as (

    select * from {{ ref('int_daily_balances') }}

),

reach as (

    select * from {{ ref('int_daily_reach') }}

),

first_days as (

    select min(business_date) as first_date from members
    union all
    select min(business_date) as first_date from audience
    union all
    select min(business_date) as first_date from behaviour
    union all
    select min(business_date) as first_date from orders
    union all
    select min(business_date) as first_date from balances
    union all
    select min(business_date) as first_date from reach

),

history as (

    select min(first_date) as first_date
    from first_days

),

calendar as (

    select unnest({{ days_from_to('first_date', add_days(as_of(), -1)) }}) as business_date
    from history

),

joined as (

    select
        calendar.business_date,
        coalesce(members.new_members, 0) as new_members,
        sum(coalesce(members.new_members, 0)) over running as members_total,
        coalesce(members.new_registrations, 0) as new_registrations,
        sum(coalesce(members.new_registrations, 0)) over running as registered_total,
        audience.new_followers,
        audience.lost_followers,
        audience.new_followers - audience.lost_followers as net_follower_growth,
        audience.followers_total,
        audience.mini_program_sessions,
        audience.mini_program_page_views,
        audience.mini_program_visitors,
        audience.mini_program_new_visitors,
        coalesce(behaviour.active_members, 0) as active_members,
        coalesce(behaviour.visiting_members, 0) as visiting_members,
        coalesce(behaviour.viewing_members, 0) as viewing_members,
        coalesce(behaviour.carting_members, 0) as carting_members,
        coalesce(behaviour.ordering_members, 0) as ordering_members,
        coalesce(behaviour.converted_members, 0) as converted_members,
        coalesce(orders.order_count, 0) as order_count,
        coalesce(orders.orders_since_paid, 0) as orders_since_paid,
        coalesce(orders.paid_orders, 0) as paid_orders,
        coalesce(orders.anonymous_orders, 0) as anonymous_orders,
        coalesce(orders.paying_members, 0) as paying_members,
        coalesce(orders.first_purchases, 0) as first_purchases,
        coalesce(orders.gross_revenue, 0) as gross_revenue,
        coalesce(orders.shop_revenue, 0) as shop_revenue,
        coalesce(orders.youzan_revenue, 0) as youzan_revenue,
        coalesce(orders.other_shop_revenue, 0) as other_shop_revenue,
        coalesce(orders.store_revenue, 0) as store_revenue,
        coalesce(orders.refund_amount, 0) as refund_amount,
        sum(coalesce(buyers.buyers_90d_change, 0)) over running as buyers_90d,
        sum(coalesce(buyers.repeat_buyers_90d_change, 0)) over running as repeat_buyers_90d,
        sum(coalesce(members.new_registered_buyers, 0)) over running as registered_buyers_total,
        sum(coalesce(members.new_buyers, 0)) over running as buyers_total,
        sum(coalesce(members.new_repurchasers, 0)) over running as repurchasers_total,
        sum(coalesce(members.new_repeat_buyers, 0)) over running as repeat_buyers_total,
        coalesce(members.churned_members, 0) as churned_members,
        coalesce(members.won_back_members, 0) as won_back_members,
        coalesce(orders.member_revenue, 0) as member_revenue,
        sum(coalesce(orders.member_revenue, 0)) over (
            order by calendar.business_date
            rows between 29 preceding and current row
        ) as member_revenue_30d,
        sum(coalesce(orders.member_revenue, 0)) over (
            order by calendar.business_date
            rows between 89 preceding and current row
        ) as member_revenue_90d,
        sum(coalesce(balances.points_change, 0)) over running as points_in_circulation,
        sum(coalesce(balances.stored_value_change, 0)) over running
            as stored_value_in_circulation,
        coalesce(reach.delivered_touches, 0) as delivered_touches,
        coalesce(reach.reached_members, 0) as reached_members,
        coalesce(reach.responding_members, 0) as responding_members
    from calendar
    left join members on calendar.business_date = members.business_date
    left join audience on calendar.business_date = audience.business_date
    left join behaviour on calendar.business_date = behaviour.business_date
    left join orders on calendar.business_date = orders.business_date
    left join buyers on calendar.business_date = buyers.business_date
    left join balances on calendar.business_date = balances.business_date
    left join reach on calendar.business_date = reach.business_date
    window running as (order by calendar.business_date)

)

select
    business_date,
    cast(new_members as integer) as new_members,
    cast(members_total as integer) as members_total,
    cast(new_registrations as integer) as new_registrations,
    cast(registered_total as integer) as registered_total,
    {{ rate('registered_total', 'members_total') }} as registration_rate,
    cast(new_followers as integer) as new_followers,
    cast(lost_followers as integer) as lost_followers,
    cast(net_follower_growth as integer) as net_follower_growth,
    cast(followers_total as integer) as followers_total,
    cast(mini_program_sessions as integer) as mini_program_sessions,
    cast(mini_program_page_views as integer) as mini_program_page_views,
    cast(mini_program_visitors as integer) as mini_program_visitors,
    cast(mini_program_new_visitors as integer) as mini_program_new_visitors,
    cast(active_members as integer) as active_members,
    cast(visiting_members as integer) as visiting_members,
    cast(viewing_members as integer) as viewing_members,
    cast(carting_members as integer) as carting_members,
    cast(ordering_members as integer) as ordering_members,
    cast(converted_members as integer) as converted_members,
    {{ rate('converted_members', 'visiting_members') }} as conversion_rate,
    cast(order_count as integer) as order_count,
    cast(paid_orders as integer) as paid_orders,
    {{ rate('orders_since_paid', 'order_count') }} as payment_rate,
    cast(anonymous_orders as integer) as anonymous_orders,
    cast(paying_members as integer) as paying_members,
    cast(first_purchases as integer) as first_purchases,
    cast(gross_revenue as decimal(18, 2)) as gross_revenue,
    cast(shop_revenue as decimal(18, 2)) as shop_revenue,
    cast(store_revenue as decimal(18, 2)) as store_revenue,
    cast(refund_amount as decimal(18, 2)) as refund_amount,
    cast(gross_revenue - refund_amount as decimal(18, 2)) as net_revenue,
    {{ money_per('gross_revenue', 'paid_orders') }} as average_order_value,
    cast(buyers_90d as integer) as buyers_90d,
    cast(repeat_buyers_90d as integer) as repeat_buyers_90d,
    {{ rate('repeat_buyers_90d', 'buyers_90d') }} as repurchase_rate_90d,
    cast(youzan_revenue as decimal(18, 2)) as youzan_revenue,
    cast(other_shop_revenue as decimal(18, 2)) as other_shop_revenue,
    cast(orders_since_paid as integer) as orders_since_paid,
    {{ rate('active_members', 'members_total') }} as active_rate,
    cast(churned_members as integer) as churned_members,
    cast(won_back_members as integer) as won_back_members,
    cast(first_purchases + won_back_members - churned_members as integer) as net_buyer_growth,
    cast(registered_buyers_total as integer) as registered_buyers_total,
    {{ rate('registered_buyers_total', 'registered_total') }} as first_purchase_rate,
    cast(buyers_total as integer) as buyers_total,
    cast(repurchasers_total as integer) as repurchasers_total,
    {{ rate('repurchasers_total', 'buyers_total') }} as second_purchase_rate,
    cast(repeat_buyers_total as integer) as repeat_buyers_total,
    {{ rate('repeat_buyers_total', 'repurchasers_total') }} as third_purchase_rate,
    cast(member_revenue as decimal(18, 2)) as member_revenue,
    {{ rate('member_revenue', 'gross_revenue') }} as member_revenue_share,
    cast(member_revenue_30d as decimal(18, 2)) as member_revenue_30d,
    cast(member_revenue_30d / nullif(members_total, 0) as decimal(18, 2)) as arpu_30d,
    cast(member_revenue_90d as decimal(18, 2)) as member_revenue_90d,
    cast(member_revenue_90d / nullif(buyers_90d, 0) as decimal(18, 2)) as arppu_90d,
    {{ rate('refund_amount', 'gross_revenue') }} as refund_rate,
    cast(points_in_circulation as decimal(18, 2)) as points_in_circulation,
    cast(stored_value_in_circulation as decimal(18, 2)) as stored_value_in_circulation,
    cast(delivered_touches as integer) as delivered_touches,
    cast(reached_members as integer) as reached_members,
    {{ rate('reached_members', 'members_total') }} as reach_rate,
    cast(responding_members as integer) as responding_members,
    {{ rate('responding_members', 'reached_members') }} as response_rate
from joined
