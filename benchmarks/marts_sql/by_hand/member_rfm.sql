with bought as (
    select
        one_id,
        max(paid_date) filter (where is_purchase) as last_order_date,
        count(*) filter (where is_purchase) as frequency,
        cast(sum(net_amount) as decimal(18, 2)) as monetary
    from marts.fct_orders
    where one_id is not null
    group by 1
    having frequency > 0
),

scored as (
    select
        *,
        getvariable('as_of') - last_order_date as recency_days,
        cast(floor(5 * (rank() over (order by last_order_date) - 1) / count(*) over ()) + 1 as integer) as r,
        cast(floor(5 * (rank() over (order by frequency) - 1) / count(*) over ()) + 1 as integer) as f,
        cast(floor(5 * (rank() over (order by monetary) - 1) / count(*) over ()) + 1 as integer) as m
    from bought
)

select
    one_id, last_order_date, recency_days, frequency, monetary,
    r as recency_score, f as frequency_score, m as monetary_score,
    concat(
        case when m >= 4 then 'key_' else 'general_' end,
        case
            when r >= 4 and f >= 4 then 'value' when r >= 4 then 'develop' when f >= 4 then 'keep'
            else 'win_back'
        end
    ) as segment
from scored
