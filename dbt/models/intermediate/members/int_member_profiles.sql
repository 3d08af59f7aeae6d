{{ config(materialized='compared', key=['one_id'], compared=['first_seen_at']) }}

with identifiers as (

    select
        members.one_id,
        identifiers.identifier_type,
        identifiers.first_seen_at,
        identifiers.last_seen_at
    from {{ ref('int_identity__map') }} as members
    inner join {{ ref('int_identity__identifiers') }} as identifiers
        on members.identifier_number = identifiers.identifier_number
    where members.one_id is not null

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
        count(*) as identifier_count,
        min(first_seen_at) as first_seen_at,
        max(last_seen_at) as last_seen_at,
        bool_or(identifier_type = 'member_card') as has_card
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

-- whom only a statement or a questionnaire names was met by its word, a card's holder in a store;
-- of a customer on a shop's list without days, the day of the list is all that is known
profiles as (

    select
        members.one_id,
        members.identifier_count,
        coalesce(presences.channel_count, 0) as channel_count,
        coalesce(presences.first_seen_at, members.first_seen_at, members.last_seen_at)
            as first_seen_at,
        coalesce(
            presences.first_seen_channel,
            case when members.has_card then {{ channel('store') }} end
        ) as first_seen_channel,
        coalesce(presences.last_seen_at, members.last_seen_at) as last_seen_at,
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
