-- A returned row is a total of campaign_performance that the messages and orders do not have.
{{ config(meta={'dagster': {'ref': {'name': 'campaign_performance'}}}) }}

with campaigns as (

    select
        coalesce(sum(exposure_count), 0) as exposures,
        coalesce(sum(order_count), 0) as orders,
        coalesce(sum(net_revenue), 0) as net_revenue
    from {{ ref('campaign_performance') }}

),

touches as (

    select count(*) as exposures
    from {{ ref('fct_touches') }}
    where
        status = 'delivered'
        and sent_date <= {{ as_of() }}
        and (campaign_id is not null or told_by = 'wecom')

),

mass_messages as (

    select coalesce(sum(sent_count), 0) as exposures
    from {{ ref('stg_wechat_official_account__mass_send_results') }}
    where {{ business_date('finished_at') }} <= {{ as_of() }}

),

orders as (

    select
        count(*) as orders,
        coalesce(sum(orders.net_amount), 0) as net_revenue
    from {{ ref('fct_orders') }} as orders
    inner join {{ ref('int_campaign_orders') }} as credited on orders.order_id = credited.order_id
    where orders.is_purchase

)

select
    campaigns.*,
    touches.exposures as touched,
    mass_messages.exposures as mass_sent,
    orders.orders as credited_orders,
    orders.net_revenue as credited_revenue
from campaigns
cross join touches
cross join mass_messages
cross join orders
where
    campaigns.exposures <> touches.exposures + mass_messages.exposures
    or campaigns.orders <> orders.orders
    or campaigns.net_revenue <> orders.net_revenue
