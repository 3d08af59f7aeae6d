{{ config(materialized='increment', key=['month_start']) }}

{%- set days_to_return = '-' ~ var('page_return_days') -%}

{% call touched() %}
    select {{ month_start('ref_date') }} as month_start
    from {{ changed('stg_wechat_mini_program__visit_pages') }}
    union
    select {{ month_start('event_date') }} as month_start from {{ changed('fct_events') }}
    union
    -- a visit may be the return from days before it
    select former.month_start
    from {{ this }} as former
    inner join (select distinct event_date from {{ changed('fct_events') }}) as visits
        on
            former.month_start <= visits.event_date
            and former.month_start >= {{ month_start(add_days('visits.event_date', days_to_return)) }}
    union
    -- the days whose time to return in is over since then
    select month_start from {{ this }}
    where
        month_start >= {{ month_start(add_days(built_for(), days_to_return)) }}
        and month_start < {{ add_days(as_of(), days_to_return) }}
{% endcall %}

with platform as (

    select
        account,
        page_path,
        {{ month_start('ref_date') }} as month_start,
        sum(page_views) as page_views,
        sum(entry_views) as entry_views,
        sum(exit_views) as exit_views,
        sum(shares) as shares,
        sum(page_views * stay_seconds_per_view) as stay_seconds
    from {{ ref('stg_wechat_mini_program__visit_pages') }}
    where {{ is_touched(month_start('ref_date')) }}
    group by account, page_path, {{ month_start('ref_date') }}

),

views as (

    select
        account,
        url_path as page_path,
        one_id,
        event_date,
        stay_seconds,
        {{ month_start('event_date') }} as month_start
    from {{ ref('fct_events') }}
    where
        event_type = 'page_view'
        and url_path is not null
        and {{ is_since_touched('event_date') }}
        and {{ is_touched(month_start('event_date')) }}

),

visits as (

    select distinct
        account,
        one_id,
        event_date
    from {{ ref('fct_events') }}
    where
        one_id is not null
        and channel = {{ channel('mini_program') }}
        and {{ is_own_act('event_type') }}
        and {{ is_since_touched('event_date') }}

),

next_visits as (

    select
        account,
        one_id,
        event_date,
        lead(event_date) over (partition by account, one_id order by event_date) as next_date
    from visits

),

-- A day on which a member saw a page has come to its end only when the days to return in are over.
page_days as (

    select distinct
        views.account,
        views.page_path,
        views.month_start,
        views.one_id,
        views.event_date,
        coalesce(
            {{ days_between('views.event_date', 'next_visits.next_date') }}
            <= {{ var('page_return_days') }},
            false
        ) as has_returned
    from views
    inner join next_visits
        on
            views.account = next_visits.account
            and views.one_id = next_visits.one_id
            and views.event_date = next_visits.event_date
    where {{ days_between('views.event_date', as_of()) }} > {{ var('page_return_days') }}

),

returns as (

    select
        account,
        page_path,
        month_start,
        count(*) as member_days,
        count(*) filter (where has_returned) as returned_member_days
    from page_days
    group by account, page_path, month_start

),

logged as (

    select
        account,
        page_path,
        month_start,
        count(*) as logged_views,
        count(distinct one_id) as members,
        -- nobody stays on a page for longer than a day: a clock went wrong
        sum(stay_seconds) filter (where stay_seconds between 0 and 86400) as logged_stay_seconds
    from views
    group by account, page_path, month_start

),

pages as (

    select
        account,
        page_path,
        month_start
    from platform
    union
    select
        account,
        page_path,
        month_start
    from logged

)

select
    pages.account,
    pages.page_path,
    pages.month_start,
    cast(platform.page_views as bigint) as page_views,
    cast(platform.entry_views as bigint) as entry_views,
    cast(platform.exit_views as bigint) as exit_views,
    cast(platform.shares as bigint) as shares,
    {{ rate('platform.exit_views', 'platform.page_views') }} as exit_rate,
    {{ rate('platform.stay_seconds', 'platform.page_views') }} as stay_seconds_per_view,
    cast(coalesce(logged.logged_views, 0) as bigint) as logged_views,
    cast(coalesce(logged.members, 0) as bigint) as members,
    {{ rate('logged.logged_stay_seconds', 'logged.logged_views') }} as logged_stay_seconds_per_view,
    cast(coalesce(returns.member_days, 0) as bigint) as member_days,
    cast(coalesce(returns.returned_member_days, 0) as bigint) as returned_member_days,
    {{ rate('returns.returned_member_days', 'returns.member_days') }} as return_rate
from pages
left join platform
    on
        pages.account = platform.account
        and pages.page_path = platform.page_path
        and pages.month_start = platform.month_start
left join logged
    on
        pages.account = logged.account
        and pages.page_path = logged.page_path
        and pages.month_start = logged.month_start
left join returns
    on
        pages.account = returns.account
        and pages.page_path = returns.page_path
        and pages.month_start = returns.month_start
