{{ config(materialized='compared', key=['category'], compared=['usual_price']) }}

select
    category,
    percentile_cont(0.5) within group (order by unit_price) as usual_price
from {{ ref('fct_order_items') }}
where one_id is not null and is_purchase and category is not null and unit_price > 0
group by category
