with follows as (

    select * from {{ ref('int_member_follows') }}

),

users as (

    select * from {{ ref('int_member_users') }}

),

events as (

    select * from {{ ref('fct_events') }}

),

orders as (

    select * from {{ ref('fct_orders') }}

),

cards as (

    select * from {{ ref('int_member_cards') }}

),

-- an openid was met in the channel that gave it out, whatever else is known of its owner
openids as (

    select
        members.one_id,
        identifiers.first_seen_at,
        identifiers.last_seen_at,
        case identifiers.identifier_type
            when 'oa_openid' then {{ channel('official_account') }}
            when 'mp_openid' then {{ channel('mini_program') }}
            when 'shop_openid' then {{ channel('shop') }}
            when 'youzan_yz_open_id' then {{ channel('youzan') }}
        end as channel
    from {{ ref('int_identity__identifiers') }} as identifiers
    inner join {{ ref('int_identity__map') }} as members
        on identifiers.identifier_number = members.identifier_number
    where
        members.one_id is not null
        and identifiers.identifier_type in (
            'oa_openid', 'mp_openid', 'shop_openid', 'youzan_yz_open_id'
        )

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
        min(occurred_at) as first_seen_at,
        max(occurred_at) as last_seen_at,
        channel = {{ channel('mini_program') }} as is_current
    from events
    where one_id is not null
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
        min(first_seen_at) as first_seen_at,
        max(last_seen_at) as last_seen_at,
        false as is_current
    from openids
    group by one_id, channel

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
