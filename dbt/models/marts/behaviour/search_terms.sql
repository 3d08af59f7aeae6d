with searches as (

    select * from {{ ref('int_searches') }}

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
