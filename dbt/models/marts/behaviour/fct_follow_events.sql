with follow_log as (

    select * from {{ ref('stg_wechat_official_account__follow_events') }}
    where event_type in ('subscribe', 'unsubscribe')

),

followers as (

    select * from {{ ref('stg_wechat_official_account__followers') }}
    where is_subscribed and subscribed_at is not null

),

openids as (

    select * from {{ identified_by('oa_openid') }} as openids

),

logged as (

    select
        event_id as follow_event_id,
        account,
        openid,
        case event_type when 'subscribe' then 'follow' else 'unfollow' end as event_type,
        case when event_type = 'subscribe' then occurred_at end as followed_at,
        scene_key,
        occurred_at,
        true as is_from_log
    from follow_log

),

-- the platform and the log may be a few seconds apart about the same follow
known_follows as (

    select distinct
        followers.account,
        followers.openid
    from followers
    inner join logged
        on followers.account = logged.account and followers.openid = logged.openid
    where
        logged.followed_at between followers.subscribed_at - interval '60' second
        and followers.subscribed_at + interval '60' second

),

unlogged as (

    select
        concat(followers.account, '|', followers.openid, '|follow') as follow_event_id,
        followers.account,
        followers.openid,
        'follow' as event_type,
        followers.subscribed_at as followed_at,
        followers.qr_scene_str as scene_key,
        followers.subscribed_at as occurred_at,
        false as is_from_log
    from followers
    left join known_follows
        on followers.account = known_follows.account and followers.openid = known_follows.openid
    where known_follows.openid is null

),

unioned as (

    select * from logged
    union all
    select * from unlogged

),

numbered as (

    select
        unioned.follow_event_id,
        openids.one_id,
        unioned.account,
        unioned.openid,
        unioned.event_type,
        unioned.scene_key,
        followers.subscribe_scene,
        unioned.is_from_log,
        unioned.occurred_at,
        row_number() over (
            partition by unioned.account, unioned.openid, unioned.event_type
            order by unioned.occurred_at, unioned.follow_event_id
        ) as occurrence
    from unioned
    left join openids on unioned.account = openids.scope and unioned.openid = openids.value
    left join followers
        on
            unioned.account = followers.account
            and unioned.openid = followers.openid
            and unioned.followed_at = followers.subscribed_at

)

select
    follow_event_id,
    one_id,
    account,
    openid,
    event_type,
    event_type = 'follow' and occurrence = 1 as is_first_follow,
    scene_key,
    subscribe_scene,
    is_from_log,
    occurred_at,
    {{ business_date('occurred_at') }} as event_date
from numbered
