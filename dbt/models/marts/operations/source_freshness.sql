with streams as (

    select * from {{ ref('stg_landing__streams') }}

),

measured as (

    select
        *,
        {{ at_least_zero(hours_between(
            'last_landed_at', from_local('cast(' ~ add_days(as_of(), 1) ~ ' as timestamp)')
        )) }} as hours_since_landed
    from streams

)

select
    source,
    stream,
    case
        when last_landed_at is null then 'never_landed'
        when hours_since_landed > expected_hours then 'late'
        else 'fresh'
    end as status,
    coalesce(hours_since_landed > expected_hours, false) as is_late,
    last_landed_at,
    last_occurred_at,
    cast(hours_since_landed as integer) as hours_since_landed,
    cast(expected_hours as integer) as expected_hours,
    cast(batch_count as integer) as batch_count,
    cast(row_count as bigint) as row_count,
    {{ as_of() }} as as_of_date
from measured
