with fits as (

    select * from {{ ref('int_value_model') }}

),

settings as (

    select * from {{ ref('int_value_settings') }}

)

select
    fits.model,
    fits.period,
    {{ as_of() }} as as_of_date,
    case fits.period
        when 'all' then {{ as_of() }}
        else {{ add_days(as_of(), '-settings.holdout_days') }}
    end as fitted_until,
    fits.is_fitted,
    fits.is_used,
    fits.note,
    cast(fits.buyer_count as integer) as buyer_count,
    cast(fits.repeat_buyer_count as integer) as repeat_buyer_count,
    {% for name in ['r', 'alpha', 'a', 'b', 'p', 'q', 'v'] -%}
    cast({{ number_or_null('fits.' ~ name) }} as decimal(18, 6)) as {{ name }},
    {% endfor -%}
    cast({{ number_or_null('fits.log_likelihood') }} as decimal(18, 4)) as log_likelihood,
    case when fits.period = 'calibration' then settings.holdout_days end as holdout_days,
    cast({{ number_or_null('fits.holdout_buyer_count') }} as integer) as holdout_buyer_count,
    {% for name in ['seen', 'expected'] -%}
    cast({{ number_or_null('fits.holdout_' ~ name) }} as decimal(18, 2)) as holdout_{{ name }},
    {% endfor -%}
    cast({{ number_or_null('fits.holdout_error') }} as decimal(18, 4)) as holdout_error,
    cast({{ number_or_null('fits.holdout_error_of_own_pace') }} as decimal(18, 4))
        as holdout_error_of_own_pace
from fits
cross join settings
