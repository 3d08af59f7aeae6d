{{ config(materialized='increment', key=['one_id']) }}

{% call touched() %}
    select one_id from {{ changed('fct_events') }}
    where event_type in ('product_view', 'cart_add')
    union
    select one_id from {{ changed('fct_orders') }}
{% endcall %}

with events as (

    select
        one_id,
        event_date as act_date,
        bool_or(event_type = 'product_view') as has_viewed,
        bool_or(event_type = 'cart_add') as has_carted
    from {{ ref('fct_events') }}
    where
        one_id is not null
        and event_type in ('product_view', 'cart_add')
        and {{ is_touched('one_id') }}
    group by one_id, event_date

),

orders as (

    select
        *,
        lead(paid_date) over (
            partition by one_id, is_purchase
            order by purchase_number
        ) as next_paid_date
    from {{ ref('fct_orders') }}
    where one_id is not null and order_type = 'sale' and {{ is_touched('one_id') }}

),

online_orders as (

    select
        one_id,
        order_date as act_date,
        bool_or(is_paid) as has_paid,
        bool_or(
            is_purchase
            and next_paid_date <= {{ add_days('paid_date', var('funnel_repeat_days')) }}
        ) as has_repeated
    from orders
    where channel <> {{ channel('store') }}
    group by one_id, order_date

),

acts as (

    select
        coalesce(events.one_id, online_orders.one_id) as one_id,
        coalesce(events.act_date, online_orders.act_date) as act_date,
        coalesce(events.has_viewed, false) as has_viewed,
        coalesce(events.has_carted, false) as has_carted,
        online_orders.one_id is not null as has_ordered,
        coalesce(online_orders.has_paid, false) as has_paid,
        coalesce(online_orders.has_repeated, false) as has_repeated
    from events
    full outer join online_orders
        on events.one_id = online_orders.one_id and events.act_date = online_orders.act_date

),

ahead as (

    select
        one_id,
        act_date,
        has_viewed,
        bool_or(has_carted) over to_come as will_cart,
        bool_or(has_ordered) over to_come as will_order,
        bool_or(has_paid) over to_come as will_pay,
        bool_or(has_repeated) over to_come as will_repeat
    from acts
    window
        to_come as (
            partition by one_id
            order by act_date
            range between current row
            and interval '{{ (var("funnel_window_days") | int) - 1 }}' day following
        )

),

visits as (

    select
        one_id,
        act_date as business_date,
        case
            when will_repeat then 5
            when will_pay then 4
            when will_order then 3
            when will_cart then 2
            else 1
        end as furthest_step
    from ahead
    where has_viewed

)

select * from visits
