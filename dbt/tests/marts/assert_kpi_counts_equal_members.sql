-- A returned row is a count of kpi_daily or a sum of the cohorts that the members and their orders
-- do not have on the days that are over.
{{ config(meta={'dagster': {'ref': {'name': 'kpi_daily'}}}) }}

with days as (

    select
        coalesce(sum(new_members), 0) as new_members,
        coalesce(sum(new_registrations), 0) as new_registrations,
        coalesce(sum(first_purchases), 0) as first_purchases,
        coalesce(max(members_total), 0) as members_total,
        coalesce(sum(order_count), 0) as order_count
    from {{ ref('kpi_daily') }}

),

members as (

    select
        count(*) filter (where {{ business_date('first_seen_at') }} < {{ as_of() }})
            as new_members,
        count(*) filter (where {{ business_date('registered_at') }} < {{ as_of() }})
            as new_registrations,
        count(*) filter (where {{ business_date('first_order_at') }} < {{ as_of() }})
            as first_purchases
    from {{ ref('dim_members') }}

),

orders as (

    select
        count(*) filter (where order_type = 'sale' and order_date < {{ as_of() }}) as order_count
    from {{ ref('fct_orders') }}

),

-- all money of buyers since the month of their first purchase
money as (

    select coalesce(sum(orders.net_amount), 0) as net_revenue
    from {{ ref('fct_orders') }} as orders
    inner join {{ ref('dim_members') }} as members on orders.one_id = members.one_id
    where
        orders.is_paid
        and {{ month_start('orders.paid_date') }}
        >= {{ month_start(business_date('members.first_order_at')) }}
        and {{ month_start('orders.paid_date') }} <= {{ as_of() }}

),

cohorts as (

    select coalesce(sum(net_revenue), 0) as net_revenue
    from {{ ref('cohort_retention') }}
    where cohort_type = 'first_purchase'

)

select
    days.*,
    members.new_members as of_members,
    orders.order_count as of_orders,
    cohorts.net_revenue as cohort_revenue,
    money.net_revenue as order_revenue
from days
cross join members
cross join orders
cross join money
cross join cohorts
where
    days.new_members <> members.new_members
    or days.new_members <> days.members_total
    or days.new_registrations <> members.new_registrations
    or days.first_purchases <> members.first_purchases
    or days.order_count <> orders.order_count
    or cohorts.net_revenue <> money.net_revenue
