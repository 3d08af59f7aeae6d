with buyers as (

    select * from {{ ref('int_member_orders') }}
    where order_count > 0

),

measured as (

    select
        one_id,
        last_order_date,
        {{ at_least_zero(days_between('last_order_date', as_of())) }} as recency_days,
        order_count as frequency,
        net_revenue as monetary
    from buyers

),

counted as (

    select count(*) as buyer_count from measured

),

scored as (

    select
        measured.*,
        {{ quintile('recency_days desc', 'counted.buyer_count') }} as recency_score,
        {{ quintile('frequency', 'counted.buyer_count') }} as frequency_score,
        {{ quintile('monetary', 'counted.buyer_count') }} as monetary_score,
        {{ business_band('recency_days', var('rfm_recency_cuts'), fewer_is_better=true) }}
            as recency_band,
        {{ business_band('frequency', var('rfm_frequency_cuts')) }} as frequency_band,
        {{ business_band('monetary', var('rfm_monetary_cuts')) }} as monetary_band
    from measured
    cross join counted

),

segmented as (

    select
        *,
        {{ rfm_segment('recency_score', 'frequency_score', 'monetary_score') }} as segment,
        {{ rfm_segment('recency_band', 'frequency_band', 'monetary_band') }} as business_segment
    from scored

)

select
    one_id,
    {{ as_of() }} as as_of_date,
    last_order_date,
    cast(recency_days as integer) as recency_days,
    cast(frequency as integer) as frequency,
    monetary,
    recency_score,
    frequency_score,
    monetary_score,
    concat(
        cast(recency_score as varchar),
        cast(frequency_score as varchar),
        cast(monetary_score as varchar)
    ) as rfm_score,
    segment,
    cast(recency_band as integer) as recency_band,
    cast(frequency_band as integer) as frequency_band,
    cast(monetary_band as integer) as monetary_band,
    business_segment
from segmented
