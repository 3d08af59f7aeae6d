with edges as (

    select
        invitee_one_id as node,
        inviter_one_id as parent
    from {{ ref('int_referral_edges') }}

),

{{ ancestor_walk('edges') }}

select distinct top as one_id
from ancestors
where is_endless
