with claims as (

    select * from {{ ref('int_identity__phone_claims') }}

),

components as (

    select * from {{ ref('int_identity__phone_components') }}

),

placed as (

    select
        claims.*,
        components.component
    from claims
    left join components on claims.group_number = components.node

),

crowded_components as (

    select component
    from placed
    where refused_by is null and is_anchored
    group by component
    having count(distinct unit_number) > 1

),

-- Where a chain of phones would still tie two anchored members, the phones that no anchored member
-- holds give way.
kept as (

    select
        placed.*,
        coalesce(
            placed.refused_by,
            case
                when crowded_components.component is not null and placed.anchor_number is null
                    then 'one_unionid_per_member'
            end
        ) as final_refused_by
    from placed
    left join crowded_components on placed.component = crowded_components.component

),

owners as (

    select
        phone_number,
        group_number as owner_group_number
    from kept
    where final_refused_by is null
    qualify
        row_number() over (
            partition by phone_number
            order by
                verified_since desc nulls last, is_note asc, held_since desc nulls last,
                unit_number asc
        ) = 1

)

select
    kept.group_number,
    kept.phone_number,
    kept.unit_number,
    kept.name_token,
    kept.verified_since,
    kept.held_since,
    kept.final_refused_by as refused_by,
    coalesce(kept.group_number = owners.owner_group_number, false) as owns_phone
from kept
left join owners on kept.phone_number = owners.phone_number
