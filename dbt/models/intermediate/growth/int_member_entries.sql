with profiles as (

    select * from {{ ref('int_member_profiles') }}

),

codes as (

    select * from {{ ref('acquisition_codes') }}

),

contacts as (

    select * from {{ identified_by('external_userid') }} as contacts

),

traces as (

    select
        one_id,
        {{ channel('official_account') }} as channel,
        coalesce(
            subscribe_scene, case when scene_key is not null then 'ADD_SCENE_QR_CODE' end
        ) as code,
        occurred_at as seen_at
    from {{ ref('fct_follow_events') }}
    where event_type = 'follow'

    union all

    select
        one_id,
        channel,
        scene as code,
        occurred_at as seen_at
    from {{ ref('fct_events') }}
    where event_type = 'app_launch'

    union all

    select
        one_id,
        channel,
        order_scene as code,
        ordered_at as seen_at
    from {{ ref('fct_orders') }}

    union all

    select
        contacts.one_id,
        {{ channel('wecom') }} as channel,
        cast(customers.add_way_code as varchar) as code,
        customers.added_at as seen_at
    from {{ ref('stg_wecom__customers') }} as customers
    inner join contacts
        on customers.account = contacts.scope and customers.external_userid = contacts.value

    union all

    select
        contacts.one_id,
        {{ channel('wecom') }} as channel,
        'chat' as code,
        members.joined_at as seen_at
    from {{ ref('stg_wecom__group_chat_members') }} as members
    inner join contacts
        on members.account = contacts.scope and members.member_id = contacts.value

),

-- only the channel by which a member came is asked for its code
firsts as (

    select
        profiles.one_id,
        traces.code
    from profiles
    inner join traces
        on profiles.one_id = traces.one_id and profiles.first_seen_channel = traces.channel
    where traces.code is not null
    qualify
        row_number() over (partition by profiles.one_id order by traces.seen_at, traces.code) = 1

),

placed as (

    select
        profiles.one_id,
        profiles.first_seen_channel as channel,
        {{ business_date('profiles.first_seen_at') }} as first_seen_date,
        coalesce(
            firsts.code,
            case
                when profiles.first_seen_channel = {{ channel('mini_program') }}
                    then profiles.register_channel
            end
        ) as code
    from profiles
    left join firsts on profiles.one_id = firsts.one_id

),

entries as (

    select
        placed.one_id,
        coalesce(placed.channel, {{ channel('unknown') }}) as channel,
        placed.code,
        placed.first_seen_date,
        coalesce(exact.entry, any_code.entry, 'other') as entry
    from placed
    left join codes as exact on placed.channel = exact.channel and placed.code = exact.code
    left join codes as any_code on placed.channel = any_code.channel and any_code.code = '*'

)

select * from entries
