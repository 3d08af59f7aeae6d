with histories as (

    select * from {{ ref('int_value_histories') }}

),

estimates as (

    select
        one_id,
        {{ number_or_null('p_alive') }} as p_alive,
        {{ number_or_null('expected_orders') }} as expected_orders,
        {{ number_or_null('expected_order_value') }} as expected_order_value
    from {{ ref('int_value_estimates') }}

),

used_models as (

    select
        min(model) filter (where model <> 'gamma_gamma' and is_used) as order_model,
        min(note) filter (where not is_used and (model <> 'mbg_nbd')) as refusal
    from {{ ref('value_models') }}
    where period = 'all'

),

valued as (

    select
        histories.*,
        cast(estimates.p_alive as decimal(9, 4)) as p_alive,
        cast(estimates.expected_orders as decimal(18, 4)) as expected_orders_90d,
        cast(estimates.expected_order_value as decimal(18, 2)) as expected_order_value,
        cast(estimates.expected_orders * estimates.expected_order_value as decimal(18, 2))
            as expected_revenue_90d
    from histories
    inner join estimates on histories.one_id = estimates.one_id

)

select
    valued.one_id,
    {{ as_of() }} as as_of_date,
    valued.frequency as repeat_days,
    cast(valued.recency_days as integer) as recency_days,
    cast(valued.age_days as integer) as age_days,
    cast(valued.average_value as decimal(18, 2)) as average_repeat_value,
    valued.p_alive,
    valued.expected_orders_90d,
    valued.expected_order_value,
    valued.expected_revenue_90d,
    case
        when valued.expected_revenue_90d is not null
            then cast(rank() over (order by valued.expected_revenue_90d desc) as integer)
    end as value_rank,
    used_models.order_model as model,
    case
        when valued.expected_revenue_90d is null then used_models.refusal
        else 'estimated'
    end as note
from valued
cross join used_models
