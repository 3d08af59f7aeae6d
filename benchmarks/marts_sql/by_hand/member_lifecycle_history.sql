-- The stages of every member on both axes, as intervals, with what began each of them.
with spans as (
    select
        one_id,
        order_id,
        least(paid_date, getvariable('as_of')) as since,
        case
            when not is_purchase
                then least(cast(last_refunded_at + interval '8' hour as date), getvariable('as_of'))
        end as until
    from marts.fct_orders
    where one_id is not null and is_paid and paid_amount > 0 and paid_date is not null
),

counted as (
    select * from spans where until is null or until > since
),

days as (
    select
        one_id, day, sum(gained) as gained, sum(lost) as lost, sum(registered) as registered,
        min(order_id) filter (where gained > 0) as bought_order_id,
        min(order_id) filter (where lost > 0) as refunded_order_id,
        max(kept) as kept
    from (
        select
            one_id, least(cast(first_seen_at + interval '8' hour as date), getvariable('as_of')) as day,
            0 as gained, 0 as lost, 0 as registered, cast(null as varchar) as order_id, cast(null as date) as kept
        from intermediate.int_member_profiles
        union all
        select one_id, since, 1, 0, 0, order_id, case when until is null then since end from counted
        union all
        select one_id, until, 0, 1, 0, order_id, null from counted where until is not null
        union all
        select
            one_id, least(cast(registered_at + interval '8' hour as date), getvariable('as_of')), 0, 0, 1, null, null
        from intermediate.int_member_accounts
        where registered_at is not null
    )
    group by 1, 2
),

passing as (
    select d.one_id, d.day, min(c.since) as first_day, max(c.since) as last_day
    from days as d
    inner join counted as c on d.one_id = c.one_id and d.day >= c.since and d.day < c.until
    group by 1, 2
),

moves as (
    select
        d.* exclude (kept),
        coalesce(lead(d.day) over member, getvariable('as_of') + 1) as held_until,
        sum(d.gained - d.lost) over member as orders,
        sum(d.registered) over member > 0 as is_registered,
        least(min(d.kept) over member, p.first_day) as first_order,
        greatest(max(d.kept) over member, p.last_day) as last_order
    from days as d
    left join passing as p on d.one_id = p.one_id and d.day = p.day
    window member as (partition by d.one_id order by d.day)
),

turns as (
    select
        m.*, p.silent_after_days as silent, p.at_risk_after_days as at_risk,
        p.churned_after_days as churned, unnest(list_filter([
            m.day,
            case when m.orders between 1 and 2 then m.first_order + 30 end,
            m.last_order + p.silent_after_days + 1,
            m.last_order + p.at_risk_after_days + 1,
            m.last_order + p.churned_after_days + 1
        ], lambda turn: turn = m.day or turn > m.day and turn < m.held_until)) as turn
    from moves as m
    left join intermediate.int_member_paces as p on m.one_id = p.one_id
),

stages as (
    select
        one_id, 'activity' as axis, turn,
        case
            when orders = 0 then 'potential'
            when turn - last_order > churned then 'churned'
            when turn - last_order > at_risk then 'at_risk'
            when turn - last_order > silent then 'silent'
            when orders >= 3 then 'loyal'
            when turn - first_order < 30 then 'new'
            else 'active'
        end as stage,
        case
            when turn > day or gained = 0 and lost = 0 and orders > 0 then 'time'
            when last_order = turn then 'order'
            when lost > 0 then 'refund'
            else 'first_seen'
        end as cause,
        bought_order_id, refunded_order_id, orders, last_order
    from turns
    union all
    select
        one_id, 'consumption', day,
        case
            when orders >= 3 then 'repeat'
            when orders = 2 then 'repurchase'
            when orders = 1 then 'first_purchase'
            when is_registered then 'registered'
            else 'prospect'
        end,
        case
            when gained > lost then 'order'
            when lost > gained then 'refund'
            when registered > 0 then 'registration'
            else 'first_seen'
        end,
        bought_order_id, refunded_order_id, orders, last_order
    from moves
),

changes as (
    select *, lag(stage) over (partition by one_id, axis order by turn) as previous_stage from stages
)

select
    one_id, axis, stage, previous_stage, turn as valid_from,
    lead(turn) over member as valid_to,
    lead(turn) over member is null as is_current,
    cause,
    case cause when 'order' then bought_order_id when 'refund' then refunded_order_id end as order_id,
    cast(orders as integer) as order_count,
    last_order as last_order_date,
    cast(turn - last_order as integer) as days_since_last_order
from changes
where previous_stage is distinct from stage
window member as (partition by one_id, axis order by turn)
