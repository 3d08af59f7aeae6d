with moved as (

    select
        former_one_id as old_one_id,
        one_id as new_one_id,
        count(*) as identifiers_moved
    from {{ ref('int_identity__standings') }}
    where former_one_id <> one_id
    group by former_one_id, one_id

),

former_members as (

    select distinct former_one_id as one_id
    from {{ ref('int_identity__standings') }}
    where former_one_id is not null

),

members as (

    select distinct one_id
    from {{ ref('int_identity__standings') }}
    where one_id is not null

),

-- Where a member that is gone went: to whom most of it belongs.
ranked as (

    select
        moved.*,
        survivors.one_id is not null as old_survives,
        known.one_id is not null as new_was_known,
        row_number() over (
            partition by moved.old_one_id
            order by moved.identifiers_moved desc, moved.new_one_id
        ) as share_rank
    from moved
    left join members as survivors on moved.old_one_id = survivors.one_id
    left join former_members as known on moved.new_one_id = known.one_id

),

sources as (

    select
        new_one_id,
        count(*) as source_count
    from ranked
    where not old_survives and share_rank = 1
    group by new_one_id

)

select
    ranked.old_one_id,
    ranked.new_one_id,
    ranked.identifiers_moved,
    case
        when ranked.old_survives or ranked.share_rank > 1
            then case when ranked.new_was_known then 'move' else 'split' end
        when ranked.new_was_known or sources.source_count > 1 then 'merge'
        else 'rename'
    end as kind
from ranked
left join sources on ranked.new_one_id = sources.new_one_id
