with identifiers as (

    select
        identifier_id,
        identifier_number,
        {{ one_id('identifier_type', 'scope', 'value') }} as own_one_id,
        one_id
    from {{ ref('int_identity__map') }}

),

recorded as (

    select * from {{ published_redirects() }} as redirects

),

-- What stands for nobody any more leads to whose it was: of several parts to the eldest.
successors as (

    select
        standings.former_one_id,
        min_by(standings.one_id, identifiers.identifier_number) as one_id
    from {{ ref('int_identity__standings') }} as standings
    inner join identifiers on standings.identifier_id = identifiers.identifier_id
    where standings.former_one_id is not null and standings.one_id is not null
    group by standings.former_one_id

),

-- or else, of who ever claimed it, to the eldest.
claimants as (

    select
        links.to_number,
        min_by(holders.one_id, links.from_number) as one_id
    from {{ ref('int_identity__links') }} as links
    inner join identifiers on links.to_number = identifiers.identifier_number
    inner join identifiers as holders on links.from_number = holders.identifier_number
    where identifiers.one_id is null and holders.one_id is not null
    group by links.to_number

),

given_out as (

    select
        coalesce(identifiers.own_one_id, recorded.old_one_id) as old_one_id,
        coalesce(
            identifiers.one_id, successors.one_id, claimants.one_id, later_successors.one_id,
            later_owners.one_id
        ) as one_id,
        recorded.old_one_id is not null or identifiers.one_id is not null as is_given_out
    from identifiers
    full outer join recorded on identifiers.own_one_id = recorded.old_one_id
    left join successors on identifiers.own_one_id = successors.former_one_id
    left join claimants on identifiers.identifier_number = claimants.to_number
    left join successors as later_successors on recorded.one_id = later_successors.former_one_id
    left join identifiers as later_owners on recorded.one_id = later_owners.own_one_id

),

final as (

    select
        old_one_id,
        one_id,
        case
            when one_id is null then 'retired'
            when one_id = old_one_id then 'current'
            else 'redirected'
        end as status
    from given_out
    where is_given_out

)

select * from final
