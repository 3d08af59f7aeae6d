{{ config(materialized='increment', key=['searcher']) }}

{% call touched() %}
    select coalesce(one_id, event_id) as searcher
    from {{ changed('fct_events') }}
    where event_type in ('search', 'product_view')
    union
    select one_id as searcher from {{ changed('fct_orders') }}
    where one_id is not null
{% endcall %}

with events as (

    select
        event_id,
        account,
        one_id,
        coalesce(one_id, event_id) as searcher,
        event_type,
        keyword,
        result_count,
        occurred_at,
        event_date
    from {{ ref('fct_events') }}
    where
        event_type in ('search', 'product_view')
        and {{ is_touched('coalesce(one_id, event_id)') }}

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
    where
        is_purchase
        and one_id is not null
        and channel <> {{ channel('store') }}
        and {{ is_touched('one_id') }}

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

)

select
    events.event_id,
    events.searcher,
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
