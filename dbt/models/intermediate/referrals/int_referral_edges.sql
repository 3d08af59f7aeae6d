with referrals as (

    select * from {{ ref('int_referrals') }}

),

members as (

    select * from {{ ref('dim_members') }}

),

-- a gift brings nobody who was known before
bringing as (

    select
        referrals.kind,
        referrals.record_key,
        referrals.inviter_one_id,
        referrals.invitee_one_id,
        referrals.invited_at
    from referrals
    inner join members on referrals.invitee_one_id = members.one_id
    where
        referrals.inviter_one_id is not null
        and referrals.inviter_one_id <> referrals.invitee_one_id
        and (referrals.kind = 'invitation' or members.first_seen_at >= referrals.invited_at)

)

select *
from bringing
qualify
    row_number() over (
        partition by invitee_one_id order by invited_at nulls last, kind desc, record_key
    ) = 1
