{{ config(materialized='increment', key=['one_id']) }}

{% call touched() %}
    select one_id from {{ changed('int_member_profiles') }}
    union
    select one_id from {{ changed('int_member_accounts') }}
    union
    select one_id from {{ changed('fct_orders') }}
    union
    -- what lay in the future then was counted for that day
    select one_id from {{ this }}
    where moved_on >= (select max(moved_on) from {{ this }})
    union
    select one_id from {{ ref('fct_orders') }}
    where
        greatest(paid_date, {{ business_date('last_refunded_at') }})
        >= (select max(moved_on) from {{ this }})
{% endcall %}

with members as (

    select * from {{ ref('int_member_profiles') }}
    where {{ is_touched('one_id') }}

),

accounts as (

    select * from {{ ref('int_member_accounts') }}
    where registered_at is not null and {{ is_touched('one_id') }}

),

orders as (

    select * from {{ ref('fct_orders') }}
    where one_id is not null and is_paid and paid_amount > 0 and {{ is_touched('one_id') }}

),

-- an order counts from the day it is paid to the day the last of its money is given back
spans as (

    select
        one_id,
        order_id,
        least(paid_date, {{ as_of() }}) as counted_from,
        case
            when not is_purchase
                then least(
                        coalesce({{ business_date('last_refunded_at') }}, paid_date), {{ as_of() }}
                    )
        end as counted_until
    from orders

),

counted as (

    select * from spans
    where counted_until is null or counted_until > counted_from

),

taken_back as (

    select * from counted
    where counted_until is not null

),

happenings as (

    select
        one_id,
        {{ business_date('first_seen_at') }} as moved_on,
        'first_seen' as kind,
        cast(null as varchar) as order_id,
        cast(null as date) as kept_date
    from members

    union all

    select
        one_id,
        {{ business_date('registered_at') }} as moved_on,
        'registration' as kind,
        cast(null as varchar) as order_id,
        cast(null as date) as kept_date
    from accounts

    union all

    select
        one_id,
        counted_from as moved_on,
        'order' as kind,
        order_id,
        case when counted_until is null then counted_from end as kept_date
    from counted

    union all

    select
        one_id,
        counted_until as moved_on,
        'refund' as kind,
        order_id,
        cast(null as date) as kept_date
    from taken_back

),

days as (

    select
        one_id,
        least(coalesce(moved_on, {{ as_of() }}), {{ as_of() }}) as moved_on,
        count(*) filter (where kind = 'order') as gained,
        count(*) filter (where kind = 'refund') as lost,
        count(*) filter (where kind = 'registration') as registrations,
        min(order_id) filter (where kind = 'order') as bought_order_id,
        min(order_id) filter (where kind = 'refund') as refunded_order_id,
        max(kept_date) as kept_date
    from happenings
    group by one_id, least(coalesce(moved_on, {{ as_of() }}), {{ as_of() }})

),

-- orders that were taken back later, on the days on which they still counted
passing as (

    select
        days.one_id,
        days.moved_on,
        min(taken_back.counted_from) as first_date,
        max(taken_back.counted_from) as last_date
    from days
    inner join taken_back
        on
            days.one_id = taken_back.one_id
            and days.moved_on >= taken_back.counted_from
            and days.moved_on < taken_back.counted_until
    group by days.one_id, days.moved_on

),

running as (

    select
        days.one_id,
        days.moved_on,
        days.gained,
        days.lost,
        days.registrations,
        days.bought_order_id,
        days.refunded_order_id,
        days.kept_date,
        passing.first_date,
        passing.last_date,
        lead(days.moved_on) over by_day as next_moved_on,
        lag(days.moved_on) over by_day as former_moved_on,
        lag(passing.first_date) over by_day as former_first_date,
        lag(passing.last_date) over by_day as former_last_date,
        sum(days.gained - days.lost) over so_far as order_count,
        max(days.kept_date) over before as former_kept_date,
        min(days.kept_date) over (partition by days.one_id) as first_kept_date,
        min(case when days.registrations > 0 then days.moved_on end)
            over (partition by days.one_id)
            as registered_on
    from days
    left join passing
        on days.one_id = passing.one_id and days.moved_on = passing.moved_on
    window
        by_day as (partition by days.one_id order by days.moved_on),
        so_far as (
            partition by days.one_id order by days.moved_on
            rows between unbounded preceding and current row
        ),
        before as (
            partition by days.one_id order by days.moved_on
            rows between unbounded preceding and 1 preceding
        )

),

moves as (

    select
        one_id,
        moved_on,
        next_moved_on,
        cast(gained as integer) as gained,
        cast(lost as integer) as lost,
        registrations > 0 as has_registered,
        bought_order_id,
        refunded_order_id,
        cast(order_count as integer) as order_count,
        coalesce(registered_on <= moved_on, false) as is_registered,
        least(
            case when first_kept_date <= moved_on then first_kept_date end, first_date
        ) as first_order_date,
        greatest(coalesce(kept_date, former_kept_date), last_date) as last_order_date,
        case
            when former_moved_on is not null then cast(order_count - gained + lost as integer)
        end as former_order_count,
        least(
            case when first_kept_date < moved_on then first_kept_date end, former_first_date
        ) as former_first_order_date,
        greatest(former_kept_date, former_last_date) as former_last_order_date
    from running

)

select * from moves
