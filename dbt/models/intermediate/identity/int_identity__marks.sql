{%- set one_per_member = types_with('one_per_member') -%}

select
    canonical_number as node,
    concat('one_', identifier_type, '_per_member') as mark,
    canonical_number as value
from {{ ref('int_identity__identifiers') }}
where identifier_type in ({{ quoted_list(one_per_member) }})
group by canonical_number, identifier_type
union all
select
    from_number as node,
    concat('cannot_link ', decision_id) as mark,
    from_number as value
from {{ ref('int_identity__decided_pairs') }}
where kind = 'cannot_link'
union all
select
    to_number as node,
    concat('cannot_link ', decision_id) as mark,
    to_number as value
from {{ ref('int_identity__decided_pairs') }}
where kind = 'cannot_link'
