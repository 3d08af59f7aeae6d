{%- set rules = identity_rules() -%}

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

judged as (

    select
        *,
        case identifier_type
            {% for identifier_type, rule in rules.types.items() if rule.blocked_pattern -%}
            when '{{ identifier_type }}' then {{ matches('value', rule.blocked_pattern) }}
            {% endfor -%}
            when 'phone' then coalesce(phone_status, '') <> '{{ rules.phone.linking_status }}'
            else false
        end as is_blocked
    from identifiers

)

select
    row_number() over (
        order by first_landed_order, identifier_type, scope, value
    ) as identifier_number,
    {{ identifier_id('identifier_type', 'scope', 'value') }} as identifier_id,
    identifier_type,
    scope,
    value,
    is_subject,
    is_blocked,
    {{ landing_order_seq('first_landed_order') }} as first_landed_seq,
    {{ landing_order_position('first_landed_order') }} as first_landed_position,
    own_landed_order,
    first_seen_at,
    last_seen_at,
    sources,
    record_count
from judged
