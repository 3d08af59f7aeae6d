with events as (

    select
        event_id,
        account,
        one_id,
        event_type,
        keyword,
        result_count,
        occurred_at,
        event_date
    from {{ ref('fct_events') }}
    where event_type in ('search', 'product_view')

),

-- What a member looks at before the next search is counted for this one.
ordered as (

    select
        *,
        count(case when event_type = 'search' then 1 end) over (
            partition by account, one_id
            order by occurred_at, case when event_type = 'search' then 0 else 1 end, event_id
            rows between unbounded preceding and current row
        ) as search_number
    from events
    where one_id is not null

),

looks as (

    select
        account,
        one_id,
        search_number,
        min(case when event_type = 'search' then event_id end) as event_id,
        min(case when event_type = 'search' then occurred_at end) as searched_at,
        min(case when event_type = 'product_view' then occurred_at end) as looked_at
    from ordered
    where search_number > 0
    group by account, one_id, search_number

),

purchases as (

    select
        one_id,
        paid_at
    from {{ ref('fct_orders') }}
    where is_purchase and one_id is not null and channel <> {{ channel('store') }}

),

bought as (

    select distinct looks.event_id
    from looks
    inner join purchases
        on
            looks.one_id = purchases.one_id
            and looks.searched_at <= purchases.paid_at
            and looks.searched_at
            > purchases.paid_at - interval '1' hour * {{ var('search_order_hours') }}

),

searches as (

    select
        events.event_id,
        events.one_id,
        trim(lower(events.keyword)) as keyword,
        events.result_count,
        events.event_date,
        coalesce(
            looks.looked_at
            < looks.searched_at + interval '1' minute * {{ var('search_look_minutes') }},
            false
        ) as is_followed_by_look,
        bought.event_id is not null as is_followed_by_order
    from events
    left join looks on events.event_id = looks.event_id
    left join bought on events.event_id = bought.event_id
    where events.event_type = 'search' and trim(events.keyword) <> ''

)

select
    keyword,
    cast(date_trunc('month', event_date) as date) as month_start,
    cast(count(*) as bigint) as searches,
    cast(count(distinct one_id) as bigint) as members,
    cast(count(case when result_count = 0 then 1 end) as bigint) as searches_without_result,
    cast(count(case when is_followed_by_look then 1 end) as bigint) as searches_with_look,
    cast(count(case when is_followed_by_order then 1 end) as bigint) as searches_with_order,
    cast(count(case when not is_followed_by_order then 1 end) as bigint) as searches_without_order,
    {{ rate('count(case when result_count = 0 then 1 end)', 'count(*)') }} as no_result_rate,
    {{ rate('count(case when is_followed_by_order then 1 end)', 'count(*)') }} as order_rate,
    min(event_date) as first_date,
    max(event_date) as last_date
from searches
group by keyword, date_trunc('month', event_date)
