{{ config(materialized='increment', key=['owner'], noted=['touch_id']) }}

{%- set result_touch = "concat('template_message|', results.result_id)" -%}
{%- set event_touch = "concat('log|', event_id)" -%}

{% call touched() %}
    with told_anew as (

        select result_id from {{ changed('stg_wechat_official_account__template_results') }}
        union
        select result_id from {{ ref('stg_wechat_official_account__template_results') }}
        where openid in ({{ moved('oa_openid') }})

    )

    select owner from {{ this }}
    where touch_id in (select {{ result_touch }} from told_anew as results)
    union
    select coalesce(openids.one_id, {{ result_touch }}) as owner
    from {{ ref('stg_wechat_official_account__template_results') }} as results
    inner join told_anew on results.result_id = told_anew.result_id
    left join {{ identified_by('oa_openid') }} as openids
        on results.account = openids.scope and results.openid = openids.value
    union
    select coalesce(one_id, {{ event_touch }}) as owner from {{ changed('fct_events') }}
    where event_type in ('message_receive', 'message_click')
{% endcall %}

with results as (

    select * from {{ ref('stg_wechat_official_account__template_results') }}
    where event_type in ('templatesendjobfinish', 'subscribe_msg_sent_event')

),

openids as (

    select * from {{ identified_by('oa_openid') }} as openids

),

events as (

    select
        *,
        coalesce(one_id, {{ event_touch }}) as owner
    from {{ ref('fct_events') }}
    where
        event_type in ('message_receive', 'message_click')
        and {{ is_touched("coalesce(one_id, " ~ event_touch ~ ")") }}

),

sent as (

    select
        results.result_id,
        {{ result_touch }} as touch_id,
        coalesce(openids.one_id, {{ result_touch }}) as owner,
        openids.one_id,
        results.account,
        results.message_id,
        results.is_delivered,
        results.status,
        results.occurred_at
    from results
    left join openids on results.account = openids.scope and results.openid = openids.value
    where {{ is_touched("coalesce(openids.one_id, " ~ result_touch ~ ")") }}

),

received as (

    select
        event_id,
        {{ event_touch }} as touch_id,
        owner,
        one_id,
        account,
        campaign_id,
        case reach_channel
            when 'group_message' then 'wecom_group'
            else coalesce(reach_channel, 'unknown')
        end as channel,
        occurred_at
    from events
    where event_type = 'message_receive'

),

-- the brand's log and WeChat tell of one template message a few seconds apart
pairs as (

    select
        sent.result_id,
        received.event_id,
        received.campaign_id
    from sent
    inner join received
        on
            sent.one_id = received.one_id
            and received.channel = 'template_message'
            and received.occurred_at between sent.occurred_at - interval '60' second
            and sent.occurred_at + interval '60' second
    qualify
        row_number() over (partition by sent.result_id order by received.event_id) = 1
        and row_number() over (partition by received.event_id order by sent.result_id) = 1

),

touches as (

    select
        sent.touch_id,
        sent.owner,
        sent.one_id,
        'template_message' as channel,
        sent.account,
        sent.message_id,
        pairs.campaign_id,
        case when sent.is_delivered then 'delivered' else 'failed' end as status,
        case when not sent.is_delivered then sent.status end as failure_reason,
        'wechat_official_account' as told_by,
        sent.occurred_at as sent_at
    from sent
    left join pairs on sent.result_id = pairs.result_id

    union all

    select
        received.touch_id,
        received.owner,
        received.one_id,
        received.channel,
        received.account,
        cast(null as varchar) as message_id,
        received.campaign_id,
        'delivered' as status,
        cast(null as varchar) as failure_reason,
        'wechat_mini_program' as told_by,
        received.occurred_at as sent_at
    from received
    left join pairs on received.event_id = pairs.event_id
    where pairs.event_id is null

),

clicks as (

    select
        touches.touch_id,
        events.occurred_at
    from events
    inner join touches
        on
            events.one_id = touches.one_id
            and events.campaign_id = touches.campaign_id
            and case events.reach_channel
                when 'group_message' then 'wecom_group'
                else events.reach_channel
            end = touches.channel
            and events.occurred_at >= touches.sent_at
    where events.event_type = 'message_click'
    qualify
        row_number() over (
            partition by events.event_id
            order by touches.sent_at desc, touches.touch_id
        ) = 1

),

first_clicks as (

    select
        touch_id,
        min(occurred_at) as engaged_at
    from clicks
    group by touch_id

)

select
    touches.*,
    first_clicks.engaged_at,
    case when first_clicks.engaged_at is not null then 'click' end as engagement
from touches
left join first_clicks on touches.touch_id = first_clicks.touch_id
