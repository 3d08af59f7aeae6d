with identifiers as (

    select * from {{ ref('int_identity__map') }}
    where one_id is not null

),

users as (

    select * from {{ ref('int_member_users') }}
    where one_id is not null

),

cards as (

    select * from {{ ref('int_member_cards') }}
    where one_id is not null

),

orders as (

    select * from {{ ref('fct_orders') }}
    where one_id is not null and province is not null

),

channels as (

    select
        *,
        row_number() over (partition by one_id order by first_seen_at, channel) as meeting
    from {{ ref('int_member_channels') }}

),

members as (

    select
        one_id,
        count(*) as identifier_count
    from identifiers
    group by one_id

),

presences as (

    select
        one_id,
        count(*) as channel_count,
        min(first_seen_at) as first_seen_at,
        min(channel) filter (where meeting = 1) as first_seen_channel,
        max(last_seen_at) as last_seen_at
    from channels
    group by one_id

),

statements as (

    select
        one_id,
        1 as source_priority,
        observed_at,
        concat(appid, openid) as statement_key,
        gender,
        birthday,
        province,
        city,
        name_mask,
        phone_mask,
        cast(null as varchar) as store_name,
        register_channel
    from users

    union all

    select
        one_id,
        2 as source_priority,
        observed_at,
        member_row_id as statement_key,
        gender,
        birthday,
        cast(null as varchar) as province,
        cast(null as varchar) as city,
        name_mask,
        phone_mask,
        open_store as store_name,
        cast(null as varchar) as register_channel
    from cards

    union all

    select
        one_id,
        3 as source_priority,
        ordered_at as observed_at,
        order_id as statement_key,
        cast(null as varchar) as gender,
        cast(null as date) as birthday,
        province,
        city,
        cast(null as varchar) as name_mask,
        cast(null as varchar) as phone_mask,
        cast(null as varchar) as store_name,
        cast(null as varchar) as register_channel
    from orders

),

ranked as (

    select
        *,
        row_number() over (
            partition by one_id
            order by source_priority, observed_at desc, statement_key
        ) as preference
    from statements

),

survivors as (

    select
        one_id,
        min_by(gender, preference) filter (where gender is not null) as gender,
        min_by(birthday, preference) filter (where birthday is not null) as birthday,
        min_by(province, preference) filter (where province is not null) as province,
        min_by(city, preference) filter (where province is not null) as city,
        min_by(name_mask, preference) filter (where name_mask is not null) as name_masked,
        min_by(phone_mask, preference) filter (where phone_mask is not null) as phone_masked,
        min_by(store_name, preference) filter (where store_name is not null) as home_store,
        min_by(register_channel, preference) filter (where register_channel is not null)
            as register_channel
    from ranked
    group by one_id

),

profiles as (

    select
        members.one_id,
        members.identifier_count,
        coalesce(presences.channel_count, 0) as channel_count,
        presences.first_seen_at,
        presences.first_seen_channel,
        presences.last_seen_at,
        survivors.gender,
        survivors.birthday,
        survivors.province,
        survivors.city,
        survivors.name_masked,
        survivors.phone_masked,
        survivors.home_store,
        survivors.register_channel
    from members
    left join presences on members.one_id = presences.one_id
    left join survivors on members.one_id = survivors.one_id

)

select * from profiles
