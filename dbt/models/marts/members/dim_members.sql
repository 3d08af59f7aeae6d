with profiles as (

    select * from {{ ref('int_member_profiles') }}

),

channels as (

    select
        one_id,
        bool_or(channel = {{ channel('official_account') }} and is_current)
            as is_official_account_follower,
        bool_or(channel = {{ channel('mini_program') }}) as is_mini_program_user,
        bool_or(channel = {{ channel('shop') }} and is_current) as is_shop_buyer,
        bool_or(channel = {{ channel('youzan') }}) as is_youzan_customer,
        bool_or(channel = {{ channel('wecom') }} and is_current) as is_wecom_customer,
        bool_or(channel = {{ channel('store') }}) as is_store_customer
    from {{ ref('int_member_channels') }}
    group by one_id

),

accounts as (

    select * from {{ ref('int_member_accounts') }}

),

orders as (

    select * from {{ ref('int_member_orders') }}

),

lifecycle as (

    select * from {{ ref('member_lifecycle') }}

),

rfm as (

    select * from {{ ref('member_rfm') }}

),

value_tiers as (

    select * from {{ ref('int_member_value_tiers') }}

)

select
    profiles.one_id,
    profiles.first_seen_at,
    profiles.first_seen_channel as first_seen_source,
    profiles.last_seen_at,
    accounts.registered_at,
    profiles.register_channel,
    accounts.member_level,
    coalesce(profiles.gender, 'unknown') as gender,
    cast(month(profiles.birthday) as integer) as birth_month,
    profiles.province,
    profiles.city,
    profiles.home_store,
    profiles.name_masked,
    profiles.phone_masked,
    cast(profiles.identifier_count as integer) as identifier_count,
    cast(profiles.channel_count as integer) as channel_count,
    coalesce(channels.is_official_account_follower, false) as is_official_account_follower,
    coalesce(channels.is_mini_program_user, false) as is_mini_program_user,
    coalesce(channels.is_shop_buyer, false) as is_shop_buyer,
    coalesce(channels.is_store_customer, false) as is_store_customer,
    coalesce(accounts.card_count, 0) > 0 as is_card_holder,
    accounts.registered_at is not null as is_registered,
    lifecycle.consumption_stage,
    lifecycle.activity_stage,
    coalesce(value_tiers.value_tier, 'none') as value_tier,
    rfm.segment as rfm_segment,
    lifecycle.main_category,
    cast(coalesce(orders.order_count, 0) as integer) as order_count,
    cast(coalesce(orders.paid_order_count, 0) as integer) as paid_order_count,
    cast(coalesce(orders.gross_revenue, 0) as decimal(18, 2)) as gross_revenue,
    cast(coalesce(orders.refund_amount, 0) as decimal(18, 2)) as refund_amount,
    cast(coalesce(orders.net_revenue, 0) as decimal(18, 2)) as net_revenue,
    orders.first_order_at,
    orders.last_order_at,
    cast(coalesce(accounts.points, 0) as integer) as points,
    cast(coalesce(accounts.stored_value, 0) as decimal(18, 2)) as stored_value,
    coalesce(channels.is_youzan_customer, false) as is_youzan_customer,
    coalesce(channels.is_wecom_customer, false) as is_wecom_customer,
    cast(coalesce(accounts.youzan_points, 0) as integer) as youzan_points
from profiles
left join channels on profiles.one_id = channels.one_id
left join accounts on profiles.one_id = accounts.one_id
left join orders on profiles.one_id = orders.one_id
left join lifecycle on profiles.one_id = lifecycle.one_id
left join rfm on profiles.one_id = rfm.one_id
left join value_tiers on profiles.one_id = value_tiers.one_id
