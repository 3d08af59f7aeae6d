-- The rules are checked there. depends_on: {{ ref('int_identity__rules') }}

with statements as (

    select * from {{ ref('int_identity__account_statements') }}
    union all
    select * from {{ ref('int_identity__contact_statements') }}
    union all
    select * from {{ ref('int_identity__trade_statements') }}
    union all
    select * from {{ ref('int_identity__file_statements') }}

),

mentions as (

    select
        subject_type as identifier_type,
        subject_scope as scope,
        subject_value as value,
        true as is_subject,
        first_landed_order,
        case when not {{ is_named_by_others('stream', 'subject_type') }} then first_landed_order end
            as own_landed_order,
        source,
        phone_status,
        first_seen_at,
        last_seen_at,
        record_count
    from statements
    {% for identifier_type, scope in stated_identifiers().items() -%}
    union all
    select
        '{{ identifier_type }}' as identifier_type,
        {{ scope }} as scope,
        {{ identifier_type }} as value,
        false as is_subject,
        first_landed_order + {{ loop.index }} as first_landed_order,
        {% if identifier_type == 'phone' -%}
        case when {{ is_named_by_others('stream', 'subject_type') }} then first_landed_order end
            as own_landed_order,
        {% else -%}
        cast(null as bigint) as own_landed_order,
        {% endif -%}
        source,
        phone_status,
        first_seen_at,
        last_seen_at,
        record_count
    from statements
    where {{ identifier_type }} is not null
    {% endfor %}

),

identifiers as (

    select
        identifier_type,
        scope,
        value,
        bool_or(is_subject) as is_subject,
        min(first_landed_order) as first_landed_order,
        min(own_landed_order) as own_landed_order,
        min(first_seen_at) as first_seen_at,
        max(last_seen_at) as last_seen_at,
        {{ source_list('source') }} as sources,
        cast(sum(record_count) as bigint) as record_count,
        max(case when identifier_type = 'phone' then phone_status end) as phone_status
    from mentions
    group by identifier_type, scope, value

),

normalised as (

    select
        *,
        {{ spelled_normally('identifier_type', 'value') }} as normal_value
    from identifiers

),

denied as (

    select distinct a_identifier_id as identifier_id
    from {{ ref('int_identity__decisions') }}
    where kind = 'nobody'

),

judged as (

    select
        normalised.*,
        {{ identifier_id(
            'normalised.identifier_type', 'normalised.scope', 'normalised.value'
        ) }} as identifier_id,
        {{ value_verdict('normalised.identifier_type', 'normal_value', 'phone_status') }}
            as blocked_by_value
    from normalised

),

numbered as (

    select
        *,
        row_number() over (
            order by first_landed_order, identifier_type, scope, value
        ) as identifier_number
    from judged

),

-- Only of types whose values are brought into a form can two be one.
spellings as (

    select
        identifier_type,
        scope,
        normal_value,
        min(identifier_number) as canonical_number
    from numbered
    where identifier_type in ({{ quoted_list(normalised_types()) }})
    group by identifier_type, scope, normal_value
    having count(*) > 1

)

select
    numbered.identifier_number,
    numbered.identifier_id,
    numbered.identifier_type,
    numbered.scope,
    numbered.value,
    coalesce(spellings.canonical_number, numbered.identifier_number) as canonical_number,
    numbered.is_subject,
    numbered.blocked_by_value is not null or denied.identifier_id is not null as is_blocked,
    case when denied.identifier_id is not null then 'nobody' else numbered.blocked_by_value end
        as blocked_by,
    {{ landing_order_seq('numbered.first_landed_order') }} as first_landed_seq,
    {{ landing_order_position('numbered.first_landed_order') }} as first_landed_position,
    numbered.own_landed_order,
    numbered.first_seen_at,
    numbered.last_seen_at,
    numbered.sources,
    numbered.record_count
from numbered
left join denied on numbered.identifier_id = denied.identifier_id
left join spellings
    on
        numbered.identifier_type = spellings.identifier_type
        and numbered.scope = spellings.scope
        and numbered.normal_value = spellings.normal_value
