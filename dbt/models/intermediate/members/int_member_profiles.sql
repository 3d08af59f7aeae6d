{{ config(materialized='compared', key=['one_id'], compared=['first_seen_at']) }}

with identifiers as (

    select * from {{ ref('int_identity__map') }}
    where one_id is not null

),

channels as (

    select
        *,
        row_number() over (partition by one_id order by first_seen_at, channel) as meeting
    from {{ ref('int_member_channels') }}

),

attributes as (

    select * from {{ ref('int_member_survivors') }}

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

survivors as (

    select
        one_id,
        max(value) filter (where attribute = 'gender') as gender,
        cast(max(value) filter (where attribute = 'birth_month') as date) as birthday,
        max(value) filter (where attribute = 'province') as province,
        max(value) filter (where attribute = 'city') as city,
        max(shown) filter (where attribute = 'name') as name_masked,
        max(shown) filter (where attribute = 'phone') as phone_masked,
        max(value) filter (where attribute = 'home_store') as home_store,
        max(value) filter (where attribute = 'register_channel') as register_channel
    from attributes
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
