-- A returned row is a total of channel_acquisition or cohort_retention that is not that of the
-- members themselves.
{{ config(meta={'dagster': {'ref': {'name': 'channel_acquisition'}}}) }}

with members as (

    select
        count(*) as member_count,
        count(first_order_at) as buyer_count,
        count(registered_at) as registered_count,
        -- a clock that runs ahead gives days after the run; they are in no cohort yet
        count(*) filter (
            where date_trunc('month', {{ business_date('first_order_at') }}) <= {{ as_of() }}
        ) as cohort_buyer_count,
        count(*) filter (
            where date_trunc('month', {{ business_date('registered_at') }}) <= {{ as_of() }}
        ) as cohort_registered_count,
        coalesce(sum(net_revenue), 0) as net_revenue
    from {{ ref('dim_members') }}

),

acquired as (

    select
        coalesce(sum(member_count), 0) as member_count,
        coalesce(sum(buyer_count), 0) as buyer_count,
        coalesce(sum(registered_count), 0) as registered_count,
        coalesce(sum(net_revenue), 0) as net_revenue
    from {{ ref('channel_acquisition') }}

),

cohorts as (

    select
        coalesce(sum(cohort_size) filter (where cohort_type = 'first_purchase'), 0) as buyer_count,
        coalesce(sum(cohort_size) filter (where cohort_type = 'registration'), 0)
            as registered_count
    from {{ ref('cohort_retention') }}
    where months_since = 0

)

select
    members.*,
    acquired.net_revenue as acquired_net_revenue,
    cohorts.buyer_count as buyers_of_cohorts
from members
cross join acquired
cross join cohorts
where
    members.member_count <> acquired.member_count
    or members.buyer_count <> acquired.buyer_count
    or members.cohort_buyer_count <> cohorts.buyer_count
    or members.registered_count <> acquired.registered_count
    or members.cohort_registered_count <> cohorts.registered_count
    or members.net_revenue <> acquired.net_revenue
