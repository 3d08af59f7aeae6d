with referrals as (

    select
        *,
        cast(date_trunc('month', invited_date) as date) as month_start
    from {{ ref('fct_referrals') }}

),

members as (

    select
        one_id,
        cast(date_trunc('month', {{ business_date('registered_at') }}) as date) as month_start
    from {{ ref('dim_members') }}
    where registered_at is not null

),

invited as (

    select
        month_start,
        count(*) filter (where kind = 'invitation') as invitation_count,
        count(*) filter (where kind = 'gift') as gift_count,
        count(distinct inviter_one_id) filter (where is_counted) as inviter_count,
        count(*) filter (where is_counted) as invited_members,
        count(*) filter (where is_counted and invitee_registered_at is not null)
            as registered_invitees,
        count(*) filter (where is_counted and invitee_first_order_at is not null)
            as bought_invitees,
        coalesce(sum(invitee_net_revenue) filter (where is_counted), 0) as net_revenue,
        count(*) filter (where is_self_referral) as self_referral_count,
        count(*) filter (where is_in_ring) as ring_count,
        percentile_cont(0.5) within group (
            order by case when is_counted and cycle_days >= 0 then cycle_days end
        ) as median_cycle_days,
        avg(depth) as average_depth,
        max(depth) as deepest
    from referrals
    group by month_start

),

registered as (

    select
        month_start,
        count(*) as new_members
    from members
    group by month_start

),

-- those who joined in a month, and whom they have brought ever since
cohorts as (

    select
        members.month_start,
        count(*) as cohort_invitees
    from members
    inner join referrals on members.one_id = referrals.inviter_one_id
    where referrals.is_counted
    group by members.month_start

),

months as (

    select month_start from invited
    union
    select month_start from registered

)

select
    months.month_start,
    cast(coalesce(invited.invitation_count, 0) as integer) as invitation_count,
    cast(coalesce(invited.gift_count, 0) as integer) as gift_count,
    cast(coalesce(invited.inviter_count, 0) as integer) as inviter_count,
    cast(coalesce(invited.invited_members, 0) as integer) as invited_members,
    cast(coalesce(invited.registered_invitees, 0) as integer) as registered_invitees,
    cast(coalesce(invited.bought_invitees, 0) as integer) as bought_invitees,
    {{ rate('invited.bought_invitees', 'invited.invited_members') }} as purchase_rate,
    cast(coalesce(invited.net_revenue, 0) as decimal(18, 2)) as net_revenue,
    cast(coalesce(registered.new_members, 0) as integer) as new_members,
    {{ rate('coalesce(invited.registered_invitees, 0)', 'registered.new_members') }}
        as invited_share,
    cast(coalesce(cohorts.cohort_invitees, 0) as integer) as cohort_invitees,
    {{ rate('coalesce(cohorts.cohort_invitees, 0)', 'registered.new_members') }} as k_factor,
    cast(invited.median_cycle_days as decimal(9, 2)) as median_cycle_days,
    cast(invited.average_depth as decimal(9, 2)) as average_depth,
    cast(coalesce(invited.deepest, 0) as integer) as deepest,
    cast(coalesce(invited.self_referral_count, 0) as integer) as self_referral_count,
    cast(coalesce(invited.ring_count, 0) as integer) as ring_count
from months
left join invited on months.month_start = invited.month_start
left join registered on months.month_start = registered.month_start
left join cohorts on months.month_start = cohorts.month_start
where months.month_start is not null
