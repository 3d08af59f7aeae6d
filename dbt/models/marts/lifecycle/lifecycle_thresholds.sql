with thresholds as (

    select * from {{ ref('int_lifecycle_thresholds') }}

),

paces as (

    select
        main_category,
        count(*) as member_count
    from {{ ref('int_member_paces') }}
    group by main_category

)

select
    thresholds.category,
    thresholds.sample_size,
    {{ var('lifecycle_minimum_gap_sample') }} as minimum_sample_size,
    cast({{ var('lifecycle_gap_quantile') }} as decimal(9, 4)) as gap_quantile,
    thresholds.quantile_days,
    thresholds.is_fallback,
    {{ var('lifecycle_fallback_gap_days') }} as fallback_days,
    {{ var('lifecycle_shortest_gap_days') }} as shortest_days,
    thresholds.silent_after_days,
    thresholds.at_risk_after_days,
    thresholds.churned_after_days,
    cast(coalesce(paces.member_count, 0) as integer) as member_count,
    case
        when thresholds.is_fallback
            then concat(
                    cast(thresholds.sample_size as varchar), ' gaps are fewer than ',
                    '{{ var("lifecycle_minimum_gap_sample") }}', ': the fixed cycle of ',
                    cast(thresholds.silent_after_days as varchar), ' days applies'
                )
        when thresholds.quantile_days < thresholds.silent_after_days
            then concat(
                    'The observed quantile of ', cast(thresholds.quantile_days as varchar),
                    ' days is shorter than the shortest cycle allowed, ',
                    cast(thresholds.silent_after_days as varchar), ' days'
                )
        else concat(
                'Of ', cast(thresholds.sample_size as varchar), ' observed gaps ',
                '{{ (var("lifecycle_gap_quantile") | float * 100) | round | int }}',
                ' % are not longer than ',
                cast(thresholds.silent_after_days as varchar), ' days'
            )
    end as reason
from thresholds
left join paces on thresholds.category = paces.main_category
