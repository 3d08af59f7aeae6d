with referrals as (

    select * from {{ ref('fct_referrals') }}
    where inviter_one_id is not null

),

brought as (

    select
        inviter_one_id,
        count(distinct invitee_one_id) as invitee_count
    from referrals
    where is_counted
    group by inviter_one_id

),

inviters as (

    select
        referrals.inviter_one_id as one_id,
        count(*) filter (where referrals.kind = 'invitation') as invitation_count,
        count(*) filter (where referrals.kind = 'gift') as gift_count,
        count(*) filter (where referrals.is_counted) as invited_members,
        count(*) filter (
            where referrals.is_counted and referrals.invitee_first_order_at is not null
        ) as bought_invitees,
        coalesce(sum(referrals.invitee_net_revenue) filter (where referrals.is_counted), 0)
            as net_revenue,
        coalesce(sum(brought.invitee_count) filter (where referrals.is_counted), 0)
            as second_generation,
        count(*) filter (where referrals.is_self_referral) as self_referral_count,
        count(*) filter (where referrals.is_in_ring) as ring_count,
        min(referrals.invited_date) as first_invited_date,
        max(referrals.invited_date) as last_invited_date
    from referrals
    left join brought on referrals.invitee_one_id = brought.inviter_one_id
    group by referrals.inviter_one_id

)

select
    one_id,
    cast(invitation_count as integer) as invitation_count,
    cast(gift_count as integer) as gift_count,
    cast(invited_members as integer) as invited_members,
    cast(bought_invitees as integer) as bought_invitees,
    cast(net_revenue as decimal(18, 2)) as net_revenue,
    cast(second_generation as integer) as second_generation,
    cast(self_referral_count as integer) as self_referral_count,
    cast(ring_count as integer) as ring_count,
    cast(rank() over (order by invited_members desc, net_revenue desc) as integer) as inviter_rank,
    first_invited_date,
    last_invited_date
from inviters
