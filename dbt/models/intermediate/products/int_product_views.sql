{{ config(materialized='increment', key=['shop_product_id', 'month_start']) }}

{% call touched() %}
    select
        product_id as shop_product_id,
        {{ month_start('event_date') }} as month_start
    from {{ changed('fct_events') }}
    where event_type in ('product_view', 'cart_add')
    union
    -- the days that have come to their end since then
    select
        product_id as shop_product_id,
        {{ month_start('event_date') }} as month_start
    from {{ ref('fct_events') }}
    where event_type in ('product_view', 'cart_add') and event_date >= {{ built_for() }}
{% endcall %}

with looks as (

    select
        product_id as shop_product_id,
        one_id,
        event_type,
        {{ month_start('event_date') }} as month_start
    from {{ ref('fct_events') }}
    where
        event_type in ('product_view', 'cart_add')
        and product_id is not null
        and event_date < {{ as_of() }}

)

select
    shop_product_id,
    month_start,
    count(case when event_type = 'product_view' then 1 end) as page_views,
    count(distinct case when event_type = 'product_view' then one_id end) as viewers,
    count(case when event_type = 'cart_add' then 1 end) as cart_adds
from looks
where {{ is_touched(['shop_product_id', 'month_start']) }}
group by shop_product_id, month_start
