{%- set relations = identity_rules().relations -%}
{%- set children = relations.values() | map(attribute='children') | sum(start=[]) | unique -%}

with statements as (

    select
        *,
        concat(source, '.', stream) as origin
    from {{ ref('int_identity__account_statements') }}

),

newest as (

    select
        *,
        {% for child in children -%}
        count({{ child }}) over (
            partition by subject_type, subject_scope, subject_value
        ) as {{ child }}_count,
        {% endfor -%}
        row_number() over (
            partition by subject_type, subject_scope, subject_value
            order by last_seen_at desc nulls last, last_landed_order desc
        ) as recency
    from statements
    where
        {% for parent, relation in relations.items() -%}
        (
            subject_type = '{{ parent }}'
            and origin = '{{ relation.whole_states }}'
        )
        or {% endfor -%}
        1 = 0

),

-- A state that does not name what an earlier one named has let go of it; states that never name
-- any say nothing.
unbound as (

    {% for parent, relation in relations.items() -%}
    {% for child in relation.children -%}
    select
        subject_type,
        subject_scope,
        subject_value,
        last_seen_at,
        '{{ child }}' as child_type
    from newest
    where
        recency = 1
        and subject_type = '{{ parent }}'
        and {{ child }} is null
        and {{ child }}_count > 0
    union all
    {% endfor -%}
    {% endfor -%}
    select
        subject_type,
        subject_scope,
        subject_value,
        last_seen_at,
        cast(null as varchar) as child_type
    from newest
    where 1 = 0

)

select
    identifiers.canonical_number as parent_number,
    unbound.child_type,
    max(unbound.last_seen_at) as unbound_at
from unbound
inner join {{ ref('int_identity__identifiers') }} as identifiers
    on
        unbound.subject_type = identifiers.identifier_type
        and unbound.subject_scope = identifiers.scope
        and unbound.subject_value = identifiers.value
group by identifiers.canonical_number, unbound.child_type
