with members as (

    select * from {{ ref('int_member_profiles') }}

),

accounts as (

    select * from {{ ref('int_member_accounts') }}

),

orders as (

    select * from {{ ref('int_member_orders') }}

),

main_categories as (

    select * from {{ ref('int_member_preferences') }}
    where dimension = 'category' and preference_rank = 1

),

thresholds as (

    select * from {{ ref('int_lifecycle_thresholds') }}

),

runs as (

    select * from {{ ref('int_member_current_runs') }}

),

measured as (

    select
        members.one_id,
        {{ business_date('members.first_seen_at') }} as first_seen_date,
        accounts.registered_at,
        coalesce(orders.order_count, 0) as order_count,
        orders.first_order_date,
        orders.second_order_date,
        orders.third_order_date,
        orders.loyal_order_date,
        orders.last_order_date,
        runs.run_started_date,
        {{ at_least_zero(days_between('orders.first_order_date', as_of())) }}
            as days_since_first_order,
        {{ at_least_zero(days_between('orders.last_order_date', as_of())) }}
            as days_since_last_order,
        case
            when orders.order_count > 0
                then coalesce(main_categories.choice, '{{ no_category() }}')
        end as main_category
    from members
    left join accounts on members.one_id = accounts.one_id
    left join orders on members.one_id = orders.one_id
    left join main_categories on members.one_id = main_categories.one_id
    left join runs on members.one_id = runs.one_id

),

paced as (

    select
        measured.*,
        thresholds.quantile_days,
        thresholds.sample_size,
        thresholds.is_fallback,
        thresholds.silent_after_days,
        thresholds.at_risk_after_days,
        thresholds.churned_after_days
    from measured
    left join thresholds on measured.main_category = thresholds.category

),

staged as (

    select
        *,
        {{ consumption_stage('order_count', 'registered_at') }} as consumption_stage,
        {{ activity_stage() }} as activity_stage,
        {{ add_days('first_order_date', var('lifecycle_new_days')) }} as end_of_newness
    from paced

),

dated as (

    select
        *,
        case consumption_stage
            when 'repeat' then third_order_date
            when 'repurchase' then second_order_date
            when 'first_purchase' then first_order_date
            when 'registered' then {{ business_date('registered_at') }}
            else first_seen_date
        end as consumption_stage_since,
        case activity_stage
            when 'churned' then {{ add_days('last_order_date', 'churned_after_days + 1') }}
            when 'at_risk' then {{ add_days('last_order_date', 'at_risk_after_days + 1') }}
            when 'silent' then {{ add_days('last_order_date', 'silent_after_days + 1') }}
            when 'loyal' then greatest(run_started_date, loyal_order_date)
            when 'new' then run_started_date
            when 'active' then greatest(run_started_date, end_of_newness)
            else first_seen_date
        end as activity_stage_since
    from staged

),

explained as (

    select
        *,
        concat(
            'Last purchase on ', cast(last_order_date as varchar), ', ',
            cast(days_since_last_order as varchar), ' days ago'
        ) as last_purchase,
        concat(
            main_category, ' has only ', cast(sample_size as varchar),
            ' observed repurchase gaps, so the fixed cycle of ',
            cast(silent_after_days as varchar), ' days applies'
        ) as fixed_cycle,
        concat(
            main_category, ' is bought again within ', cast(silent_after_days as varchar),
            ' days in {{ (var("lifecycle_gap_quantile") | float * 100) | round | int }} % of ',
            cast(sample_size as varchar), ' observed repurchase gaps'
        ) as observed_cycle
    from dated

)

select
    one_id,
    {{ as_of() }} as as_of_date,
    consumption_stage,
    consumption_stage_since,
    activity_stage,
    activity_stage_since,
    cast(order_count as integer) as order_count,
    first_order_date,
    last_order_date,
    cast(days_since_last_order as integer) as days_since_last_order,
    main_category,
    quantile_days,
    sample_size,
    is_fallback,
    silent_after_days,
    at_risk_after_days,
    churned_after_days,
    case
        when order_count = 0 then 'No purchase yet'
        when is_fallback then concat(last_purchase, '; ', fixed_cycle)
        else concat(last_purchase, '; ', observed_cycle)
    end as reason
from explained
