-- A returned row is the newest total of kpi_daily that members and ledgers do not have.
{{ config(meta={'dagster': {'ref': {'name': 'kpi_daily'}}}) }}

with newest as (

    select *
    from {{ ref('kpi_daily') }}
    qualify row_number() over (order by business_date desc) = 1

),

buyers as (

    select
        count(*) filter (where purchase_number = 1) as buyers,
        count(*) filter (where purchase_number = 2) as repurchasers,
        count(*) filter (where purchase_number = 3) as repeat_buyers
    from {{ ref('fct_orders') }}
    where one_id is not null and paid_date < {{ as_of() }}

),

points as (

    select coalesce(sum(points_change), 0) as points
    from {{ ref('fct_points') }}
    where is_counted and entry_date < {{ as_of() }}

),

stored_value as (

    select coalesce(sum(amount_change), 0) as amount
    from {{ ref('fct_stored_value') }}
    where entry_date < {{ as_of() }}

)

select newest.*
from newest
cross join buyers
cross join points
cross join stored_value
where
    newest.buyers_total <> buyers.buyers
    or newest.repurchasers_total <> buyers.repurchasers
    or newest.repeat_buyers_total <> buyers.repeat_buyers
    or newest.points_in_circulation <> points.points
    or newest.stored_value_in_circulation <> stored_value.amount
