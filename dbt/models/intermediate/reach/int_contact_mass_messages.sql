with openids as (

    select * from {{ identified_by('oa_openid') }} as openids

),

window_start as (

    select least({{ month_start(as_of()) }}, {{ add_days(as_of(), -6) }}) as first_date

),

messages as (

    select
        results.account,
        {{ business_date('results.finished_at') }} as sent_date,
        results.event_id
    from {{ ref('stg_wechat_official_account__mass_send_results') }} as results
    cross join window_start
    where
        results.is_sent
        and {{ business_date('results.finished_at') }}
        between window_start.first_date and {{ as_of() }}

),

-- since when a follower can have got one; before the window it makes no difference
followers as (

    select
        followers.account,
        openids.one_id,
        min(greatest(
            coalesce({{ business_date('followers.subscribed_at') }}, window_start.first_date),
            window_start.first_date
        )) as since_date
    from {{ ref('stg_wechat_official_account__followers') }} as followers
    inner join openids on followers.account = openids.scope and followers.openid = openids.value
    cross join window_start
    where followers.is_subscribed
    group by followers.account, openids.one_id

),

since_dates as (

    select distinct
        account,
        since_date
    from followers

),

received as (

    select
        since_dates.account,
        since_dates.since_date,
        messages.sent_date,
        row_number() over (
            partition by since_dates.account, since_dates.since_date
            order by messages.sent_date desc, messages.event_id
        ) as latest
    from since_dates
    inner join messages
        on
            since_dates.account = messages.account
            and since_dates.since_date <= messages.sent_date

),

counted as (

    select
        account,
        since_date,
        count(*) filter (where sent_date = {{ as_of() }}) as touches_today,
        count(*) filter (where sent_date > {{ add_days(as_of(), -7) }}) as touches_7d,
        count(*) filter (where sent_date >= {{ month_start(as_of()) }}) as touches_month,
        max(sent_date) filter (
            where
            latest = {{ contact_cap('mass_message', 'week') }}
            and sent_date > {{ add_days(as_of(), -7) }}
        ) as week_full_date
    from received
    group by account, since_date

)

select
    followers.one_id,
    'mass_message' as channel,
    max(counted.touches_today) as touches_today,
    max(counted.touches_7d) as touches_7d,
    max(counted.touches_month) as touches_month,
    max(counted.week_full_date) as week_full_date
from followers
inner join counted
    on followers.account = counted.account and followers.since_date = counted.since_date
group by followers.one_id
