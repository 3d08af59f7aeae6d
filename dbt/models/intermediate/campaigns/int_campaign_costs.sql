with costs as (

    select
        campaign,
        amount,
        valid_from,
        coalesce(valid_until, valid_from) as valid_until
    from {{ ref('campaign_costs') }}

),

spent as (

    select
        campaign,
        amount
        * {{ days_between('valid_from', add_days('least(valid_until, ' ~ as_of() ~ ')', 1)) }}
        / {{ days_between('valid_from', add_days('valid_until', 1)) }} as amount
    from costs
    where valid_from <= {{ as_of() }}

)

select
    campaign,
    cast(sum(amount) as decimal(18, 2)) as cost
from spent
group by campaign
