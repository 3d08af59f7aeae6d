{{ config(
    materialized='increment',
    key=['event_id'],
    noted=['event_id', 'one_id', 'event_type', 'event_date', 'product_id']
) }}

{% call touched() %}
    select
        event_id,
        cast(null as bigint) as landed_seq
    from {{ changed('stg_wechat_mini_program__events') }}
    union
    select
        event_id,
        cast(null as bigint) as landed_seq
    from {{ changed('stg_wechat_official_account__follow_events') }}
    union
    select
        event_id,
        landed_seq
    from {{ ref('stg_wechat_mini_program__events') }}
    where openid in ({{ moved('mp_openid') }})
    union
    select
        event_id,
        landed_seq
    from {{ ref('stg_wechat_mini_program__events') }}
    where login_id in ({{ moved('brand_user_id') }})
    union
    select
        event_id,
        landed_seq
    from {{ ref('stg_wechat_official_account__follow_events') }}
    where openid in ({{ moved('oa_openid') }})
{% endcall %}

with app_events as (

    {{ touched_records('stg_wechat_mini_program__events', 'event_id') }}

),

follow_log as (

    {{ touched_records('stg_wechat_official_account__follow_events', 'event_id') }}

),

app_openids as (

    select * from {{ identified_by('mp_openid') }} as app_openids

),

brand_users as (

    select * from {{ identified_by('brand_user_id') }} as brand_users

),

account_openids as (

    select * from {{ identified_by('oa_openid') }} as account_openids

),

app_behaviour as (

    select
        app_events.event_id,
        coalesce(app_openids.one_id, brand_users.one_id) as one_id,
        {{ channel('mini_program') }} as channel,
        app_events.appid as account,
        {{ event_type('app_events.event_name') }} as event_type,
        app_events.occurred_at,
        app_events.url_path,
        app_events.stay_seconds,
        app_events.keyword,
        app_events.result_count,
        app_events.product_id,
        app_events.category,
        app_events.quantity,
        app_events.order_id,
        app_events.amount,
        app_events.coupon_id,
        app_events.points,
        app_events.reason,
        app_events.channel as reach_channel,
        app_events.campaign_id,
        app_events.utm_campaign,
        coalesce(app_events.scene, app_events.share_scene) as scene,
        app_events.invitee_login_id
    from app_events
    left join app_openids
        on app_events.appid = app_openids.scope and app_events.openid = app_openids.value
    left join brand_users on app_events.login_id = brand_users.value

),

scans as (

    select
        follow_log.event_id,
        account_openids.one_id,
        {{ channel('official_account') }} as channel,
        follow_log.account,
        'qr_scan' as event_type,
        follow_log.occurred_at,
        cast(null as varchar) as url_path,
        cast(null as double) as stay_seconds,
        cast(null as varchar) as keyword,
        cast(null as integer) as result_count,
        cast(null as varchar) as product_id,
        cast(null as varchar) as category,
        cast(null as integer) as quantity,
        cast(null as varchar) as order_id,
        cast(null as decimal(18, 2)) as amount,
        cast(null as varchar) as coupon_id,
        cast(null as integer) as points,
        cast(null as varchar) as reason,
        cast(null as varchar) as reach_channel,
        cast(null as varchar) as campaign_id,
        cast(null as varchar) as utm_campaign,
        follow_log.scene_key as scene,
        cast(null as varchar) as invitee_login_id
    from follow_log
    left join account_openids
        on follow_log.account = account_openids.scope and follow_log.openid = account_openids.value
    where follow_log.event_type = 'scan'

),

unioned as (

    select * from app_behaviour
    union all
    select * from scans

)

select
    event_id,
    one_id,
    channel,
    account,
    event_type,
    url_path,
    stay_seconds,
    keyword,
    result_count,
    product_id,
    category,
    quantity,
    order_id,
    amount,
    coupon_id,
    points,
    reason,
    reach_channel,
    campaign_id,
    utm_campaign,
    scene,
    invitee_login_id,
    occurred_at,
    {{ business_date('occurred_at') }} as event_date
from unioned
