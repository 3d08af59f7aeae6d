select
    90 as horizon_days,
    {{ var('value_holdout_days') }} as holdout_days,
    {{ var('value_minimum_buyers') }} as minimum_buyers,
    {{ var('value_minimum_repeat_buyers') }} as minimum_repeat_buyers
