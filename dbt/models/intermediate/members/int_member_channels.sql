with follows as (

    select * from {{ ref('int_member_follows') }}

),

users as (

    select * from {{ ref('int_member_users') }}

),

events as (

    select * from {{ ref('int_member_meetings') }}

),

orders as (

    select * from {{ ref('fct_orders') }}

),

cards as (

    select * from {{ ref('int_member_cards') }}

),

openids as (

    select * from {{ ref('int_member_openids') }}

),

meetings as (

    select
        one_id,
        {{ channel('official_account') }} as channel,
        first_seen_at,
        last_seen_at,
        is_following as is_current
    from follows

    union all

    select
        one_id,
        {{ channel('mini_program') }} as channel,
        min(first_seen_at) as first_seen_at,
        max(observed_at) as last_seen_at,
        true as is_current
    from users
    where one_id is not null
    group by one_id

    union all

    select
        one_id,
        channel,
        min(first_seen_at) as first_seen_at,
        max(last_seen_at) as last_seen_at,
        channel = {{ channel('mini_program') }} as is_current
    from events
    group by one_id, channel

    union all

    select
        one_id,
        channel,
        min(ordered_at) as first_seen_at,
        max(ordered_at) as last_seen_at,
        bool_or(is_paid) as is_current
    from orders
    where one_id is not null
    group by one_id, channel

    union all

    select
        one_id,
        channel,
        first_seen_at,
        last_seen_at,
        is_current
    from openids

    union all

    select
        one_id,
        {{ channel('store') }} as channel,
        min(coalesce(opened_at, observed_at)) as first_seen_at,
        max(opened_at) as last_seen_at,
        true as is_current
    from cards
    where one_id is not null
    group by one_id

),

channels as (

    select
        one_id,
        channel,
        min(first_seen_at) as first_seen_at,
        max(last_seen_at) as last_seen_at,
        bool_or(is_current) as is_current
    from meetings
    group by one_id, channel

)

select * from channels
