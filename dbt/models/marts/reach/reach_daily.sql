with touches as (

    select * from {{ ref('fct_touches') }}

),

mass_messages as (

    select * from {{ ref('stg_wechat_official_account__mass_send_results') }}

),

sent as (

    select
        sent_date as business_date,
        channel,
        count(*) as sent_count,
        count(*) filter (where status = 'delivered') as delivered_count,
        count(*) filter (where status = 'failed') as failed_count,
        count(*) filter (where status = 'pending') as pending_count,
        0 as withheld_count,
        count(engaged_at) filter (where status = 'delivered') as engaged_count,
        bool_or(engaged_at is not null) as is_engagement_told
    from touches
    group by sent_date, channel

    union all

    select
        {{ business_date('finished_at') }} as business_date,
        'mass_message' as channel,
        sum(coalesce(total_count, 0)) as sent_count,
        sum(coalesce(sent_count, 0)) as delivered_count,
        sum(coalesce(error_count, 0)) as failed_count,
        0 as pending_count,
        sum(
            greatest(
                coalesce(total_count, 0) - coalesce(sent_count, 0) - coalesce(error_count, 0), 0
            )
        ) as withheld_count,
        null as engaged_count,
        false as is_engagement_told
    from mass_messages
    group by {{ business_date('finished_at') }}

),

reached as (

    select
        sent_date,
        channel,
        one_id,
        bool_or(is_responder) as is_responder,
        min_by(next_order_amount, next_order_at) filter (where is_responder) as response_amount
    from touches
    where status = 'delivered' and one_id is not null
    group by sent_date, channel, one_id

),

members as (

    select
        sent_date as business_date,
        channel,
        count(*) as member_count,
        count(*) filter (where is_responder) as responder_count,
        sum(response_amount) as response_revenue
    from reached
    group by sent_date, channel

)

select
    sent.business_date,
    sent.channel,
    cast(sent.sent_count as integer) as sent_count,
    cast(sent.delivered_count as integer) as delivered_count,
    cast(sent.failed_count as integer) as failed_count,
    cast(sent.pending_count as integer) as pending_count,
    cast(sent.withheld_count as integer) as withheld_count,
    {{ rate('sent.delivered_count', 'sent.sent_count') }} as delivery_rate,
    cast(
        case
            when sent.channel in ('sms', 'template_message', 'moments') or sent.is_engagement_told
                then sent.engaged_count
        end as integer
    ) as engaged_count,
    case
        when sent.channel in ('sms', 'template_message', 'moments') or sent.is_engagement_told
            then {{ rate('sent.engaged_count', 'sent.delivered_count') }}
    end as engagement_rate,
    cast(
        case when sent.channel <> 'mass_message' then coalesce(members.member_count, 0) end
        as integer
    ) as member_count,
    cast(
        case when sent.channel <> 'mass_message' then coalesce(members.responder_count, 0) end
        as integer
    ) as responder_count,
    {{ rate('members.responder_count', 'members.member_count') }} as response_rate,
    cast(
        case when sent.channel <> 'mass_message' then coalesce(members.response_revenue, 0) end
        as decimal(18, 2)
    ) as response_revenue,
    {{ days_between('sent.business_date', as_of()) }} > {{ var('reach_response_days') }}
        as is_complete
from sent
left join members
    on sent.business_date = members.business_date and sent.channel = members.channel
