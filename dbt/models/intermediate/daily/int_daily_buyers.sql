with orders as (

    select * from {{ ref('fct_orders') }}
    where one_id is not null and is_purchase

),

neighbours as (

    select
        paid_date,
        lag(paid_date) over (partition by one_id order by purchase_number) as previous_date,
        lead(paid_date) over (partition by one_id order by purchase_number) as next_date
    from orders

),

-- a purchase keeps its buyer in the window until 90 days are over or the next purchase takes its
-- place, and keeps a repeat buyer there while the purchase before it is inside too
spells as (

    select
        paid_date as entered_date,
        least(
            {{ add_days('paid_date', 90) }},
            coalesce(next_date, {{ add_days('paid_date', 90) }})
        ) as left_date,
        false as is_repeat
    from neighbours

    union all

    select
        paid_date as entered_date,
        least(
            {{ add_days('previous_date', 90) }},
            coalesce(next_date, {{ add_days('previous_date', 90) }})
        ) as left_date,
        true as is_repeat
    from neighbours
    where {{ days_between('previous_date', 'paid_date') }} < 90

),

moves as (

    select
        entered_date as business_date,
        case when is_repeat then 0 else 1 end as buyers,
        case when is_repeat then 1 else 0 end as repeat_buyers
    from spells

    union all

    select
        left_date as business_date,
        case when is_repeat then 0 else -1 end as buyers,
        case when is_repeat then -1 else 0 end as repeat_buyers
    from spells

),

days as (

    select
        business_date,
        sum(buyers) as buyers_90d_change,
        sum(repeat_buyers) as repeat_buyers_90d_change
    from moves
    group by business_date

)

select * from days
