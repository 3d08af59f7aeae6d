with members as (

    select * from {{ ref('dim_members') }}

),

entries as (

    select * from {{ ref('int_member_entries') }}

),

activity as (

    select * from {{ ref('int_member_months') }}

),

memberships as (

    select
        one_id,
        'first_purchase' as cohort_type,
        {{ month_start(business_date('first_order_at')) }} as cohort_month
    from members
    where first_order_at is not null

    union all

    select
        one_id,
        'registration' as cohort_type,
        {{ month_start(business_date('registered_at')) }} as cohort_month
    from members
    where registered_at is not null

),

cohorts as (

    select
        memberships.one_id,
        memberships.cohort_type,
        memberships.cohort_month,
        entries.entry
    from memberships
    inner join entries on memberships.one_id = entries.one_id
    where memberships.cohort_month <= {{ as_of() }}

),

sizes as (

    select
        cohort_type,
        cohort_month,
        entry,
        count(*) as cohort_size
    from cohorts
    group by cohort_type, cohort_month, entry

),

first_months as (

    select min(cohort_month) as first_month
    from cohorts
    having count(*) > 0

),

months as (

    select distinct {{ month_start('day_of_month') }} as month_start_date
    from (
        select unnest({{ days_from_to('first_month', as_of()) }}) as day_of_month
        from first_months
    ) as days

),

retained as (

    select
        cohorts.cohort_type,
        cohorts.cohort_month,
        cohorts.entry,
        activity.month_start_date,
        count(*) filter (where activity.is_active) as active_count,
        count(*) filter (where activity.order_count > 0) as buyer_count,
        sum(activity.net_revenue) as net_revenue
    from cohorts
    inner join activity
        on
            cohorts.one_id = activity.one_id
            and cohorts.cohort_month <= activity.month_start_date
    group by
        cohorts.cohort_type, cohorts.cohort_month, cohorts.entry, activity.month_start_date

)

select
    sizes.cohort_type,
    sizes.cohort_month,
    sizes.entry,
    months.month_start_date,
    cast({{ months_between_starts('sizes.cohort_month', 'months.month_start_date') }} as integer)
        as months_since,
    cast(sizes.cohort_size as integer) as cohort_size,
    cast(coalesce(retained.active_count, 0) as integer) as active_count,
    {{ rate('coalesce(retained.active_count, 0)', 'sizes.cohort_size') }} as activity_retention,
    cast(coalesce(retained.buyer_count, 0) as integer) as buyer_count,
    {{ rate('coalesce(retained.buyer_count, 0)', 'sizes.cohort_size') }} as purchase_retention,
    cast(coalesce(retained.net_revenue, 0) as decimal(18, 2)) as net_revenue,
    {{ next_month_start('months.month_start_date') }} <= {{ as_of() }} as is_complete
from sizes
inner join months on sizes.cohort_month <= months.month_start_date
left join retained
    on
        sizes.cohort_type = retained.cohort_type
        and sizes.cohort_month = retained.cohort_month
        and sizes.entry = retained.entry
        and months.month_start_date = retained.month_start_date
