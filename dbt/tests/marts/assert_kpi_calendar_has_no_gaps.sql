-- A returned row is a day of kpi_daily that the day before is missing for.
{{ config(meta={'dagster': {'ref': {'name': 'kpi_daily'}}}) }}

with days as (

    select
        business_date,
        lag(business_date) over (order by business_date) as previous_date
    from {{ ref('kpi_daily') }}

)

select
    business_date,
    previous_date
from days
where {{ days_between('previous_date', 'business_date') }} <> 1
