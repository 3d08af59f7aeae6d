with members as (

    select * from {{ ref('dim_members') }}

),

orders as (

    select * from {{ ref('int_member_orders') }}

),

lifecycle as (

    select * from {{ ref('member_lifecycle') }}

),

preferences as (

    select
        {% for dimension in ['category', 'channel', 'store_name', 'day_part', 'week_part'] -%}
        min(choice) filter (where dimension = '{{ dimension }}') as preferred_{{ dimension }},
        min(share) filter (where dimension = '{{ dimension }}') as preferred_{{ dimension }}_share,
        {% endfor -%}
        one_id
    from {{ ref('int_member_preferences') }}
    where preference_rank = 1
    group by one_id

),

behaviour as (

    select * from {{ ref('int_member_behaviour') }}

),

follows as (

    select * from {{ ref('int_member_follows') }}

)

select
    members.one_id,
    {{ as_of() }} as as_of_date,
    {{ business_date('members.first_seen_at') }} as first_seen_date,
    members.first_seen_source,
    {{ business_date('members.registered_at') }} as registered_date,
    members.register_channel,
    members.member_level,
    members.gender,
    members.birth_month,
    members.province,
    members.city,
    members.home_store,
    members.channel_count,
    members.is_official_account_follower,
    members.is_mini_program_user,
    members.is_card_holder,
    {{ business_date('follows.last_followed_at') }} as last_followed_date,
    members.points,
    members.stored_value,
    members.value_tier,
    members.rfm_segment,
    lifecycle.consumption_stage,
    lifecycle.consumption_stage_since,
    lifecycle.activity_stage,
    lifecycle.activity_stage_since,
    members.order_count,
    cast(coalesce(orders.refunded_order_count, 0) as integer) as refunded_order_count,
    cast(coalesce(orders.orders_90d, 0) as integer) as orders_90d,
    cast(coalesce(orders.orders_365d, 0) as integer) as orders_365d,
    members.net_revenue,
    coalesce(orders.net_revenue_90d, 0) as net_revenue_90d,
    coalesce(orders.net_revenue_365d, 0) as net_revenue_365d,
    cast(members.net_revenue / nullif(members.order_count, 0) as decimal(18, 2))
        as average_order_value,
    cast(
        orders.discount_amount / nullif(orders.gross_revenue + orders.discount_amount, 0)
        as decimal(9, 4)
    ) as discount_share,
    orders.first_order_date,
    orders.last_order_date,
    lifecycle.days_since_last_order,
    preferences.preferred_category,
    preferences.preferred_category_share,
    preferences.preferred_channel,
    preferences.preferred_channel_share,
    preferences.preferred_store_name as preferred_store,
    preferences.preferred_day_part,
    preferences.preferred_day_part_share,
    preferences.preferred_week_part,
    behaviour.last_active_date,
    coalesce(behaviour.visits_30d, 0) as visits_30d,
    {%- for name in behaviour_counts().values() %}
    coalesce(behaviour.{{ name }}_90d, 0) as {{ name }}_90d,
    {%- endfor %}
    behaviour.interest_category,
    behaviour.interest_category_share
from members
left join orders on members.one_id = orders.one_id
left join lifecycle on members.one_id = lifecycle.one_id
left join preferences on members.one_id = preferences.one_id
left join behaviour on members.one_id = behaviour.one_id
left join follows on members.one_id = follows.one_id
