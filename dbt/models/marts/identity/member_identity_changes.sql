with recorded as (

    select * from {{ published_changes() }} as changes

),

standings as (

    select * from {{ ref('int_identity__standings') }}

),

movements as (

    select * from {{ ref('int_identity__movements') }}

),

touched as (

    select standings.identifier_id
    from standings
    inner join movements
        on
            standings.former_one_id = movements.old_one_id
            and standings.one_id = movements.new_one_id

),

links as (

    select
        coalesce(links.link_id, former.link_id) as link_id,
        coalesce(links.from_identifier_id, former.from_identifier_id) as from_identifier_id,
        coalesce(links.to_identifier_id, former.to_identifier_id) as to_identifier_id,
        coalesce(links.rule, 'no_longer_stated') as rule,
        coalesce(links.status = 'linked', false) as is_kept,
        coalesce(former.status = 'linked', false) as was_kept,
        coalesce(links.record_count <> former.record_count, true) as is_news
    from {{ ref('member_identity_links') }} as links
    full outer join {{ published_links() }} as former on links.link_id = former.link_id

),

-- Every link seen from both of its ends.
ends as (

    select
        *,
        from_identifier_id as identifier_id,
        to_identifier_id as other_identifier_id
    from links
    union all
    select
        *,
        to_identifier_id as identifier_id,
        from_identifier_id as other_identifier_id
    from links

),

news as (

    select distinct identifier_id
    from ends
    where is_news and exists (select 1 from touched)

),

-- Links between what moved and what did not: those that are kept now and were not, into the new
-- member, and those that are no longer kept, out of the old one.
crossing as (

    select
        movements.old_one_id,
        movements.new_one_id,
        ends.link_id,
        ends.rule,
        ends.is_kept,
        ends.is_kept = (movements.kind <> 'split') as is_telling,
        case when ends.is_kept then others.former_one_id else others.one_id end is not null
            as is_direct,
        ends.is_news or news.identifier_id is not null or other_news.identifier_id is not null
            as is_news
    from ends
    inner join touched on ends.identifier_id = touched.identifier_id
    inner join standings as moved on ends.identifier_id = moved.identifier_id
    inner join standings as others on ends.other_identifier_id = others.identifier_id
    inner join movements
        on moved.former_one_id = movements.old_one_id and moved.one_id = movements.new_one_id
    left join news on ends.identifier_id = news.identifier_id
    left join news as other_news on ends.other_identifier_id = other_news.identifier_id
    where
        (
            ends.is_kept and not ends.was_kept
            and others.one_id = movements.new_one_id
            and others.former_one_id is distinct from movements.old_one_id
        )
        or (
            ends.was_kept and not ends.is_kept
            and others.former_one_id = movements.old_one_id
            and others.one_id is distinct from movements.new_one_id
        )

),

ranked as (

    select
        *,
        count(*) over (partition by old_one_id, new_one_id, is_kept) as cause_links,
        bool_or(is_news) over (partition by old_one_id, new_one_id) as has_news,
        row_number() over (
            partition by old_one_id, new_one_id
            order by
                case when is_telling then 0 else 1 end,
                case when is_direct then 0 else 1 end,
                case when is_news then 0 else 1 end,
                link_id
        ) as cause_rank
    from crossing

),

found as (

    select
        (select coalesce(max(recorded.change_number), 0) from recorded)
        + row_number() over (order by movements.old_one_id, movements.new_one_id)
            as change_number,
        movements.kind,
        movements.old_one_id,
        movements.new_one_id,
        movements.identifiers_moved,
        case
            when causes.rule in ('must_link', 'cannot_link', 'nobody') then 'decision'
            when causes.has_news then 'evidence'
            else 'rules'
        end as cause,
        causes.rule as cause_rule,
        causes.link_id as cause_link_id,
        coalesce(causes.cause_links, 0) as cause_links,
        {{ recorded_at() }} as recorded_at
    from movements
    left join ranked as causes
        on
            movements.old_one_id = causes.old_one_id
            and movements.new_one_id = causes.new_one_id
            and causes.cause_rank = 1

),

final as (

    select
        change_number,
        kind,
        old_one_id,
        new_one_id,
        identifiers_moved,
        cause,
        cause_rule,
        cause_link_id,
        cause_links,
        recorded_at
    from recorded
    union all
    select
        change_number,
        kind,
        old_one_id,
        new_one_id,
        identifiers_moved,
        cause,
        cause_rule,
        cause_link_id,
        cause_links,
        recorded_at
    from found

)

select * from final
