with points as (

    select
        entry_date as business_date,
        sum(points_change) as points_change
    from {{ ref('fct_points') }}
    where is_counted
    group by entry_date

),

stored_value as (

    select
        entry_date as business_date,
        sum(amount_change) as amount_change
    from {{ ref('fct_stored_value') }}
    group by entry_date

)

select
    coalesce(points.business_date, stored_value.business_date) as business_date,
    coalesce(points.points_change, 0) as points_change,
    coalesce(stored_value.amount_change, 0) as stored_value_change
from points
full outer join stored_value on points.business_date = stored_value.business_date
