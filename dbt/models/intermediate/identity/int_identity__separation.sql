{{ config(
    materialized='separated_members',
    most_identifiers=identity_rules().members.most_identifiers
) }}

with clusters as (

    select * from {{ ref('int_identity__clusters') }}

),

marks as (

    select
        clusters.component,
        marks.node,
        marks.mark,
        marks.value
    from {{ ref('int_identity__marks') }} as marks
    inner join clusters on marks.node = clusters.node

),

touched as (

    select component
    from marks
    group by component, mark
    having count(distinct value) > 1
    union
    select component
    from clusters
    group by component
    having count(*) > {{ identity_rules().members.most_identifiers }}

),

touched_nodes as (

    select clusters.node
    from clusters
    inner join touched on clusters.component = touched.component

),

links as (

    select distinct
        links.from_number,
        links.to_number,
        links.rule,
        links.strength
    from {{ ref('int_identity__proposed_links') }} as links
    inner join touched_nodes on links.from_number = touched_nodes.node
    where links.status = 'linked'

)

select
    'node' as part,
    touched_nodes.node as node_a,
    cast(null as bigint) as node_b,
    row_number() over (
        order by identifiers.first_seen_at asc nulls last, identifiers.identifier_id asc
    ) as rank_or_value,
    cast(null as varchar) as mark
from touched_nodes
inner join {{ ref('int_identity__identifiers') }} as identifiers
    on touched_nodes.node = identifiers.identifier_number
union all
select
    case when rule = 'must_link' then 'must' else 'link' end as part,
    from_number as node_a,
    to_number as node_b,
    strength as rank_or_value,
    cast(null as varchar) as mark
from links
union all
select
    'mark' as part,
    marks.node as node_a,
    cast(null as bigint) as node_b,
    marks.value as rank_or_value,
    marks.mark
from marks
inner join touched on marks.component = touched.component
