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

traits as (

    select * from {{ ref('int_member_traits') }}

),

rfm as (

    select * from {{ ref('member_rfm') }}

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
    traits.last_followed_date,
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
    {{ money_per('members.net_revenue', 'members.order_count') }} as average_order_value,
    {{ rate('orders.discount_amount', 'orders.goods_amount') }} as discount_share,
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
    behaviour.interest_category_share,
    members.is_shop_buyer,
    members.is_store_customer,
    members.is_wecom_customer,
    members.is_youzan_customer,
    rfm.recency_score,
    rfm.frequency_score,
    rfm.monetary_score,
    lifecycle.next_activity_stage_on as next_activity_stage_date,
    traits.age_years,
    traits.has_phone,
    traits.known_attributes,
    traits.store_orders,
    traits.online_orders,
    traits.gift_orders,
    traits.discounted_orders,
    traits.live_orders,
    traits.refunded_orders_90d,
    traits.store_count,
    traits.largest_order_amount,
    traits.first_order_amount,
    traits.average_gap_days,
    traits.category_count,
    traits.product_count,
    traits.units_per_order,
    traits.price_position,
    traits.preferred_product,
    traits.second_category,
    traits.second_category_share,
    traits.guide_count,
    traits.guide,
    traits.wecom_added_date,
    traits.group_count,
    traits.group_joined_date,
    traits.messages_sent_90d,
    traits.follow_scene,
    traits.unfollow_count,
    traits.survey_count,
    traits.last_survey_date,
    traits.purchase_reason,
    traits.taste,
    traits.recommendation,
    {{ days_between(business_date('members.registered_at'), as_of()) }} as days_since_registered,
    {{ days_between('behaviour.last_active_date', as_of()) }} as days_since_active,
    {{ days_between(as_of(), 'lifecycle.next_activity_stage_on') }} as days_to_next_stage,
    traits.touches_7d
from members
left join orders on members.one_id = orders.one_id
left join lifecycle on members.one_id = lifecycle.one_id
left join preferences on members.one_id = preferences.one_id
left join behaviour on members.one_id = behaviour.one_id
left join traits on members.one_id = traits.one_id
left join rfm on members.one_id = rfm.one_id
