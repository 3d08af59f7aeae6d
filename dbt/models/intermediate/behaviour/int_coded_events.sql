{{ config(materialized='increment', key=['event_date', 'event_id']) }}

{% call touched() %}
    select
        event_date,
        event_id
    from {{ changed('fct_events') }}
    where event_type in ('coupon_receive', 'coupon_use', 'message_click', 'qr_scan', 'app_launch')
{% endcall %}

with events as (

    select
        event_date,
        event_id,
        one_id,
        account,
        event_type,
        case event_type
            when 'message_click' then 'campaign_id'
            when 'app_launch' then 'campaign_id'
            when 'qr_scan' then 'qr_scene'
            else 'coupon'
        end as code_type,
        case event_type
            when 'message_click' then campaign_id
            when 'app_launch' then utm_campaign
            when 'qr_scan' then scene
            else coupon_id
        end as code,
        order_id,
        occurred_at
    from {{ ref('fct_events') }}
    where
        event_type in ('coupon_receive', 'coupon_use', 'message_click', 'qr_scan', 'app_launch')
        and {{ is_since_touched('event_date') }}
        and {{ is_touched(['event_date', 'event_id']) }}

)

select * from events
where code is not null
