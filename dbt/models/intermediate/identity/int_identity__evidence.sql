with statements as (

    select * from {{ ref('int_identity__account_statements') }}
    union all
    select * from {{ ref('int_identity__contact_statements') }}
    union all
    select * from {{ ref('int_identity__trade_statements') }}
    union all
    select * from {{ ref('int_identity__file_statements') }}

),

identifiers as (

    select * from {{ ref('int_identity__identifiers') }}

),

pairs as (

    {% for identifier_type, scope in stated_identifiers().items() -%}
    select
        subject_type,
        subject_scope,
        subject_value,
        '{{ identifier_type }}' as stated_type,
        {{ scope }} as stated_scope,
        {{ identifier_type }} as stated_value,
        source,
        stream,
        first_record_key,
        name_token,
        gender,
        birthday,
        is_verified,
        first_seen_at,
        last_seen_at,
        first_landed_order,
        last_landed_order,
        record_count
    from statements
    where {{ identifier_type }} is not null
    union all
    {% endfor -%}
    select
        subject_type,
        subject_scope,
        subject_value,
        stated_type,
        stated_scope,
        stated_value,
        source,
        stream,
        first_record_key,
        cast(null as varchar) as name_token,
        cast(null as varchar) as gender,
        cast(null as date) as birthday,
        false as is_verified,
        first_seen_at,
        last_seen_at,
        first_landed_order,
        last_landed_order,
        record_count
    from {{ ref('int_identity__order_evidence') }}
    union all
    select
        subject_type,
        subject_scope,
        subject_value,
        stated_type,
        stated_scope,
        stated_value,
        source,
        stream,
        first_record_key,
        cast(null as varchar) as name_token,
        cast(null as varchar) as gender,
        cast(null as date) as birthday,
        false as is_verified,
        first_seen_at,
        last_seen_at,
        first_landed_order,
        last_landed_order,
        record_count
    from {{ ref('int_identity__youzan_evidence') }}

),

numbered as (

    select
        subjects.canonical_number as from_number,
        subjects.identifier_type as from_type,
        stated.canonical_number as to_number,
        stated.identifier_type as to_type,
        coalesce(stated.blocked_by, subjects.blocked_by) as blocked_by,
        pairs.source,
        pairs.stream,
        pairs.first_record_key,
        pairs.name_token,
        pairs.gender,
        pairs.birthday,
        pairs.is_verified,
        pairs.first_seen_at,
        pairs.last_seen_at,
        pairs.first_landed_order,
        pairs.last_landed_order,
        pairs.record_count
    from pairs
    inner join identifiers as subjects
        on
            pairs.subject_type = subjects.identifier_type
            and pairs.subject_scope = subjects.scope
            and pairs.subject_value = subjects.value
    inner join identifiers as stated
        on
            pairs.stated_type = stated.identifier_type
            and pairs.stated_scope = stated.scope
            and pairs.stated_value = stated.value

)

select * from numbered
