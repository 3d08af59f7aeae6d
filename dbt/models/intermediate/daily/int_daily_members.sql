with members as (

    select
        one_id,
        {{ business_date('first_seen_at') }} as first_seen_date,
        {{ business_date('registered_at') }} as registered_date
    from {{ ref('dim_members') }}

),

purchases as (

    select
        one_id,
        paid_date,
        purchase_number
    from {{ ref('fct_orders') }}
    where one_id is not null and purchase_number <= 3

),

arrivals as (

    select
        first_seen_date as business_date,
        'seen' as arrival
    from members
    where first_seen_date is not null

    union all

    select
        registered_date as business_date,
        'registered' as arrival
    from members
    where registered_date is not null

    union all

    select
        greatest(members.registered_date, purchases.paid_date) as business_date,
        'registered_buyer' as arrival
    from members
    inner join purchases on members.one_id = purchases.one_id
    where members.registered_date is not null and purchases.purchase_number = 1

    union all

    select
        paid_date as business_date,
        case purchase_number when 1 then 'buyer' when 2 then 'repurchaser' else 'repeat_buyer' end
            as arrival
    from purchases

),

days as (

    select
        business_date,
        count(*) filter (where arrival = 'seen') as new_members,
        count(*) filter (where arrival = 'registered') as new_registrations,
        count(*) filter (where arrival = 'registered_buyer') as new_registered_buyers,
        count(*) filter (where arrival = 'buyer') as new_buyers,
        count(*) filter (where arrival = 'repurchaser') as new_repurchasers,
        count(*) filter (where arrival = 'repeat_buyer') as new_repeat_buyers
    from arrivals
    group by business_date

),

losses as (

    select
        business_date,
        entered_members as churned_members,
        left_members as won_back_members
    from {{ ref('lifecycle_daily') }}
    where stage = 'churned' and entered_members + left_members > 0

)

select
    coalesce(days.business_date, losses.business_date) as business_date,
    coalesce(days.new_members, 0) as new_members,
    coalesce(days.new_registrations, 0) as new_registrations,
    coalesce(days.new_registered_buyers, 0) as new_registered_buyers,
    coalesce(days.new_buyers, 0) as new_buyers,
    coalesce(days.new_repurchasers, 0) as new_repurchasers,
    coalesce(days.new_repeat_buyers, 0) as new_repeat_buyers,
    coalesce(losses.churned_members, 0) as churned_members,
    coalesce(losses.won_back_members, 0) as won_back_members
from days
full outer join losses on days.business_date = losses.business_date
