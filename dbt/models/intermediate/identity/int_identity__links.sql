with separation as (

    select * from {{ ref('int_identity__separation') }}

),

proposed as (

    select
        links.*,
        case when links.rule in ('must_link', 'same_value') then links.rule else 'records' end
            as said_by,
        from_side.member_number as from_member_number,
        to_side.member_number as to_member_number,
        coalesce(
            links.status = 'linked' and from_side.member_number <> to_side.member_number, false
        ) as is_cut
    from {{ ref('int_identity__proposed_links') }} as links
    left join separation as from_side on links.from_number = from_side.node
    left join separation as to_side on links.to_number = to_side.node

),

member_marks as (

    select distinct
        separation.member_number,
        marks.mark,
        marks.value
    from {{ ref('int_identity__marks') }} as marks
    inner join separation on marks.node = separation.node

),

-- Whatever parts two members parts all links between them.
partings as (

    select
        cut.from_member_number,
        cut.to_member_number,
        min(from_marks.mark) as mark
    from (
        select distinct
            from_member_number,
            to_member_number
        from proposed
        where is_cut
    ) as cut
    inner join member_marks as from_marks on cut.from_member_number = from_marks.member_number
    inner join member_marks as to_marks
        on
            cut.to_member_number = to_marks.member_number
            and from_marks.mark = to_marks.mark
            and from_marks.value <> to_marks.value
    group by cut.from_member_number, cut.to_member_number

),

decisions as (

    select
        proposed.from_number,
        proposed.to_number,
        proposed.via_number,
        case when proposed.is_cut then 'refused' else proposed.status end as status,
        case
            when not proposed.is_cut then proposed.rule
            when partings.mark like 'cannot_link%' then 'cannot_link'
            else coalesce(partings.mark, 'member_too_large')
        end as rule,
        proposed.found_count,
        case
            when proposed.is_cut and partings.mark is null
                then cast({{ identity_rules().members.most_identifiers }} as bigint)
            else proposed.most_allowed
        end as most_allowed,
        proposed.within_days,
        proposed.said_by
    from proposed
    left join partings
        on
            proposed.from_member_number = partings.from_member_number
            and proposed.to_member_number = partings.to_member_number

),

evidence as (

    select
        'records' as said_by,
        from_number,
        to_number,
        {{ source_list('source') }} as sources,
        min_by(concat(source, '.', stream), first_landed_order) as first_record_stream,
        min_by(first_record_key, first_landed_order) as first_record_key,
        bool_or(is_verified) as is_verified,
        min(first_landed_order) as first_landed_order,
        min(first_seen_at) as first_seen_at,
        max(last_seen_at) as last_seen_at,
        cast(sum(record_count) as bigint) as record_count
    from {{ ref('int_identity__evidence') }}
    group by from_number, to_number
    union all
    select
        'must_link' as said_by,
        from_number,
        to_number,
        'manual' as sources,
        'manual.identity_decisions' as first_record_stream,
        decision_id as first_record_key,
        true as is_verified,
        cast(null as bigint) as first_landed_order,
        decided_at as first_seen_at,
        decided_at as last_seen_at,
        cast(1 as bigint) as record_count
    from {{ ref('int_identity__decided_pairs') }}
    where kind = 'must_link'
    union all
    select
        'same_value' as said_by,
        canonical_number as from_number,
        identifier_number as to_number,
        sources,
        cast(null as varchar) as first_record_stream,
        cast(null as varchar) as first_record_key,
        false as is_verified,
        {{ landing_order('first_landed_seq', 'first_landed_position') }} as first_landed_order,
        first_seen_at,
        last_seen_at,
        record_count
    from {{ ref('int_identity__identifiers') }}
    where canonical_number <> identifier_number

)

select
    decisions.from_number,
    decisions.to_number,
    decisions.via_number,
    decisions.status,
    decisions.rule,
    decisions.found_count,
    decisions.most_allowed,
    decisions.within_days,
    evidence.sources,
    evidence.first_record_stream,
    evidence.first_record_key,
    evidence.is_verified,
    evidence.first_landed_order,
    evidence.first_seen_at,
    evidence.last_seen_at,
    evidence.record_count
from decisions
inner join evidence
    on
        decisions.said_by = evidence.said_by
        and case
            when decisions.via_number is null then decisions.from_number
            else decisions.to_number
        end = evidence.from_number
        and coalesce(decisions.via_number, decisions.to_number) = evidence.to_number
