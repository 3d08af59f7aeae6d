-- A returned row is a total of the tables on pages, searches and the funnel that the events do not
-- have.
{{ config(meta={'dagster': {'ref': {'name': 'fct_events'}}}) }}

with events as (

    select
        count(*) filter (where event_type = 'page_view' and url_path is not null) as page_views,
        count(*) filter (where event_type = 'search' and trim(keyword) <> '') as searches
    from {{ ref('fct_events') }}

),

browsers as (

    select count(*) as member_days
    from (
        select distinct
            one_id,
            event_date
        from {{ ref('fct_events') }}
        where one_id is not null and event_type = 'product_view'
    ) as views

),

pages as (

    select coalesce(sum(logged_views), 0) as page_views
    from {{ ref('page_performance') }}

),

terms as (

    select
        coalesce(sum(searches), 0) as searches,
        coalesce(sum(searches_with_order + searches_without_order), 0) as searches_by_end
    from {{ ref('search_terms') }}

),

funnel as (

    select
        coalesce(sum(reached_count) filter (where step = 'browse'), 0) as browsed,
        coalesce(sum(left_count), 0) as ended
    from {{ ref('funnel_daily') }}

)

select
    events.page_views,
    pages.page_views as summed_page_views,
    events.searches,
    terms.searches as summed_searches,
    browsers.member_days,
    funnel.browsed
from events
cross join browsers
cross join pages
cross join terms
cross join funnel
where
    events.page_views <> pages.page_views
    or events.searches <> terms.searches
    or terms.searches <> terms.searches_by_end
    or browsers.member_days <> funnel.browsed
    or browsers.member_days <> funnel.ended
