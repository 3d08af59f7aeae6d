with followers as (

    select * from {{ ref('stg_wechat_official_account__followers') }}

),

follow_events as (

    select * from {{ ref('fct_follow_events') }}

),

openids as (

    select * from {{ identified_by('oa_openid') }} as openids

),

traces as (

    select
        openids.one_id,
        followers.is_subscribed,
        followers.subscribed_at as followed_at,
        coalesce(followers.subscribed_at, followers.landed_at) as seen_at
    from followers
    inner join openids on followers.account = openids.scope and followers.openid = openids.value

    union all

    select
        one_id,
        false as is_subscribed,
        case when event_type = 'follow' then occurred_at end as followed_at,
        occurred_at as seen_at
    from follow_events
    where one_id is not null

),

members as (

    select
        one_id,
        bool_or(is_subscribed) as is_following,
        max(followed_at) as last_followed_at,
        min(seen_at) as first_seen_at,
        max(seen_at) as last_seen_at
    from traces
    group by one_id

)

select * from members
