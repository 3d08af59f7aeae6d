with members as (

    select * from {{ ref('int_member_profiles') }}

),

orders as (

    select * from {{ ref('int_member_orders') }}

),

paces as (

    select * from {{ ref('int_member_paces') }}

),

current_stages as (

    select * from {{ ref('member_lifecycle_history') }}
    where is_current

),

standing as (

    select
        members.one_id,
        consumption.stage as consumption_stage,
        consumption.valid_from as consumption_stage_since,
        consumption.cause as consumption_cause,
        activity.stage as activity_stage,
        activity.valid_from as activity_stage_since,
        activity.cause as activity_cause,
        coalesce(orders.order_count, 0) as order_count,
        orders.first_order_date,
        orders.last_order_date,
        {{ at_least_zero(days_between('orders.last_order_date', as_of())) }}
            as days_since_last_order,
        {{ add_days('orders.first_order_date', var('lifecycle_new_days')) }} as end_of_newness,
        paces.main_category,
        paces.quantile_days,
        paces.sample_size,
        paces.is_fallback,
        paces.silent_after_days,
        paces.at_risk_after_days,
        paces.churned_after_days
    from members
    inner join current_stages as consumption
        on members.one_id = consumption.one_id and consumption.axis = 'consumption'
    inner join current_stages as activity
        on members.one_id = activity.one_id and activity.axis = 'activity'
    left join orders on members.one_id = orders.one_id
    -- who took every purchase back is judged by none
    left join paces
        on case when orders.order_count > 0 then members.one_id end = paces.one_id

),

expected as (

    select
        *,
        case
            when activity_stage in ('potential', 'churned') then null
            when activity_stage = 'at_risk' then 'churned'
            when activity_stage = 'silent' then 'at_risk'
            when
                activity_stage = 'new'
                and end_of_newness <= {{ add_days('last_order_date', 'silent_after_days') }}
                then 'active'
            else 'silent'
        end as next_activity_stage
    from standing

),

explained as (

    select
        *,
        case next_activity_stage
            when 'active' then end_of_newness
            when 'silent' then {{ add_days('last_order_date', 'silent_after_days + 1') }}
            when 'at_risk' then {{ add_days('last_order_date', 'at_risk_after_days + 1') }}
            when 'churned' then {{ add_days('last_order_date', 'churned_after_days + 1') }}
        end as next_activity_stage_on,
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
        ) as observed_cycle,
        concat(
            '最近一次购买在 ', cast(last_order_date as varchar), '，已过 ',
            cast(days_since_last_order as varchar), ' 天'
        ) as last_purchase_zh,
        concat(
            main_category, '只有 ', cast(sample_size as varchar), ' 个复购间隔，按固定周期 ',
            cast(silent_after_days as varchar), ' 天计'
        ) as fixed_cycle_zh,
        concat(
            main_category, '的 ', cast(sample_size as varchar),
            ' 个复购间隔中，{{ (var("lifecycle_gap_quantile") | float * 100) | round | int }}% 不超过 ',
            cast(silent_after_days as varchar), ' 天'
        ) as observed_cycle_zh
    from expected

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
    end as reason,
    consumption_cause,
    activity_cause,
    next_activity_stage,
    next_activity_stage_on,
    case
        when order_count = 0 then '尚未购买'
        when is_fallback then concat(last_purchase_zh, '；', fixed_cycle_zh)
        else concat(last_purchase_zh, '；', observed_cycle_zh)
    end as reason_zh
from explained
