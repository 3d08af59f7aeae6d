-- A returned row is a figure of referral_summary or referral_inviters that the invitations
-- themselves do not sum to, or members who registered in no month.
{{ config(meta={'dagster': {'ref': {'name': 'referral_summary'}}}) }}

with referrals as (

    select
        count(*) as all_count,
        count(*) filter (where is_counted) as invited_members,
        count(*) filter (where inviter_one_id is not null) as of_inviters,
        coalesce(sum(invitee_net_revenue) filter (where is_counted), 0) as net_revenue
    from {{ ref('fct_referrals') }}
    where invited_date is not null

),

months as (

    select
        coalesce(sum(invitation_count + gift_count), 0) as all_count,
        coalesce(sum(invited_members), 0) as invited_members,
        coalesce(sum(net_revenue), 0) as net_revenue,
        coalesce(sum(new_members), 0) as new_members,
        coalesce(sum(cohort_invitees), 0) as cohort_invitees
    from {{ ref('referral_summary') }}

),

inviters as (

    select
        coalesce(sum(invitation_count + gift_count), 0) as all_count,
        coalesce(sum(invited_members), 0) as invited_members
    from {{ ref('referral_inviters') }}

),

members as (

    select count(registered_at) as new_members
    from {{ ref('dim_members') }}

)

select
    months.*,
    referrals.invited_members as counted_referrals,
    inviters.invited_members as of_inviters
from months
cross join referrals
cross join inviters
cross join members
where
    months.all_count <> referrals.all_count
    or months.invited_members <> referrals.invited_members
    or months.net_revenue <> referrals.net_revenue
    or months.new_members <> members.new_members
    or months.cohort_invitees > referrals.invited_members
    or inviters.all_count < referrals.of_inviters
    or inviters.invited_members < referrals.invited_members
