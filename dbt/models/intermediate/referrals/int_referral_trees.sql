with all_edges as (

    select * from {{ ref('int_referral_edges') }}

),

rings as (

    select * from {{ ref('int_referral_rings') }}

),

-- on a ring everybody's inviter is the next one of the ring
edges as (

    select
        all_edges.invitee_one_id as node,
        all_edges.inviter_one_id as parent
    from all_edges
    left join rings on all_edges.invitee_one_id = rings.one_id
    where rings.one_id is null

),

{{ ancestor_walk('edges') }}

select
    node as one_id,
    top as root_one_id,
    distance as depth
from ancestors
