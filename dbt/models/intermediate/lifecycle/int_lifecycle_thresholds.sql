with gaps as (

    select * from {{ ref('int_repurchase_gaps') }}

),

products as (

    select * from {{ ref('dim_products') }}

),

categories as (

    select distinct coalesce(category, '{{ no_category() }}') as category
    from products

    union

    select '{{ no_category() }}' as category

),

observed as (

    select
        category,
        count(*) as sample_size,
        percentile_disc({{ var('lifecycle_gap_quantile') }})
        within group (order by gap_days) as quantile_days
    from gaps
    group by category

),

judged as (

    select
        categories.category,
        coalesce(observed.sample_size, 0) as sample_size,
        observed.quantile_days,
        coalesce(observed.sample_size, 0) < {{ var('lifecycle_minimum_gap_sample') }} as is_fallback
    from categories
    left join observed on categories.category = observed.category

),

gap_lengths as (

    select
        *,
        case
            when is_fallback then {{ var('lifecycle_fallback_gap_days') }}
            else greatest(quantile_days, {{ var('lifecycle_shortest_gap_days') }})
        end as gap_days
    from judged

),

thresholds as (

    select
        category,
        cast(sample_size as integer) as sample_size,
        cast(quantile_days as integer) as quantile_days,
        is_fallback,
        cast(gap_days as integer) as silent_after_days,
        cast(gap_days * {{ var('lifecycle_at_risk_factor') }} as integer) as at_risk_after_days,
        cast(gap_days * {{ var('lifecycle_churned_factor') }} as integer) as churned_after_days
    from gap_lengths

)

select * from thresholds
