-- A returned row is a channel whose days in reach_daily do not sum to its messages.
{{ config(meta={'dagster': {'ref': {'name': 'reach_daily'}}}) }}

with days as (

    select
        channel,
        sum(sent_count) as sent_count,
        sum(delivered_count) as delivered_count,
        sum(failed_count) as failed_count,
        sum(pending_count) as pending_count
    from {{ ref('reach_daily') }}
    where channel <> 'mass_message'
    group by channel

),

touches as (

    select
        channel,
        count(*) as sent_count,
        count(*) filter (where status = 'delivered') as delivered_count,
        count(*) filter (where status = 'failed') as failed_count,
        count(*) filter (where status = 'pending') as pending_count
    from {{ ref('fct_touches') }}
    group by channel

)

select
    coalesce(days.channel, touches.channel) as channel,
    days.sent_count as summed_sent_count,
    touches.sent_count
from days
full outer join touches on days.channel = touches.channel
where
    days.sent_count is distinct from touches.sent_count
    or days.delivered_count is distinct from touches.delivered_count
    or days.failed_count is distinct from touches.failed_count
    or days.pending_count is distinct from touches.pending_count
    or days.sent_count <> days.delivered_count + days.failed_count + days.pending_count
