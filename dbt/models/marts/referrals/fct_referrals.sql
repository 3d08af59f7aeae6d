with referrals as (

    select * from {{ ref('int_referrals') }}

),

edges as (

    select * from {{ ref('int_referral_edges') }}

),

rings as (

    select * from {{ ref('int_referral_rings') }}

),

trees as (

    select * from {{ ref('int_referral_trees') }}

),

members as (

    select * from {{ ref('dim_members') }}

),

judged as (

    select
        referrals.*,
        coalesce(referrals.inviter_one_id = referrals.invitee_one_id, false) as is_self_referral,
        edges.record_key is not null as is_first,
        edges.record_key is not null and rings.one_id is not null as is_in_ring
    from referrals
    left join edges
        on
            referrals.kind = edges.kind
            and referrals.record_key = edges.record_key
    left join rings on referrals.invitee_one_id = rings.one_id

)

select
    {{ surrogate_key(['judged.kind', 'judged.record_key']) }} as referral_id,
    judged.kind,
    judged.channel,
    judged.inviter_one_id,
    judged.invitee_one_id,
    judged.inviter_account,
    judged.invitee_account,
    judged.invited_at,
    {{ business_date('judged.invited_at') }} as invited_date,
    judged.order_id,
    judged.is_self_referral,
    judged.is_in_ring,
    judged.is_first and not judged.is_in_ring as is_counted,
    case when judged.is_first and not judged.is_in_ring then cast(trees.depth as integer) end
        as depth,
    case when judged.is_first and not judged.is_in_ring then trees.root_one_id end as root_one_id,
    members.registered_at as invitee_registered_at,
    members.first_order_at as invitee_first_order_at,
    cast(members.net_revenue as decimal(18, 2)) as invitee_net_revenue,
    cast(
        {{ days_between(to_local('judged.invited_at'), to_local('members.first_order_at')) }}
        as integer
    ) as days_to_first_order,
    cast(
        {{ days_between(to_local('inviters.registered_at'), to_local('judged.invited_at')) }}
        as integer
    ) as cycle_days,
    judged.source,
    judged.stream,
    judged.record_key as record
from judged
left join trees on judged.invitee_one_id = trees.one_id
left join members on judged.invitee_one_id = members.one_id
left join members as inviters on judged.inviter_one_id = inviters.one_id
