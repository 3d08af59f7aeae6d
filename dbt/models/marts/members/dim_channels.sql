with channels as (

    select * from {{ ref('channels') }}

),

member_channels as (

    select * from {{ ref('int_member_channels') }}

),

follow_events as (

    select * from {{ ref('fct_follow_events') }}

),

met as (

    select
        channel as channel_code,
        count(*) as member_count
    from member_channels
    group by channel

    union all

    select
        subscribe_scene as channel_code,
        count(distinct one_id) as member_count
    from follow_events
    where subscribe_scene is not null
    group by subscribe_scene

),

-- a scene that WeChat adds one day must not vanish for want of a label
merged as (

    select
        coalesce(channels.channel_code, met.channel_code) as channel_code,
        case
            when channels.channel_code is null then {{ channel('official_account') }}
            else channels.parent_channel
        end as parent_channel,
        coalesce(channels.label_zh, met.channel_code) as label_zh,
        coalesce(channels.label_en, met.channel_code) as label_en,
        coalesce(channels.is_online, true) as is_online,
        coalesce(channels.takes_orders, false) as takes_orders,
        coalesce(met.member_count, 0) as member_count
    from channels
    full outer join met on channels.channel_code = met.channel_code

)

select
    channel_code,
    parent_channel,
    label_zh,
    label_en,
    is_online,
    takes_orders,
    cast(member_count as integer) as member_count
from merged
