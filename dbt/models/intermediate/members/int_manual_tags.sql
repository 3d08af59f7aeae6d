with entries as (

    select * from {{ ref('manual_tags') }}

),

identifiers as (

    select * from {{ ref('int_identity__map') }}
    where one_id is not null

),

current_entries as (

    select
        identifiers.one_id,
        entries.tag_code,
        entries.tag_value,
        entries.since,
        entries.valid_until
    from entries
    inner join identifiers
        on
            entries.identifier_type = identifiers.identifier_type
            and coalesce(entries.identifier_scope, '') = identifiers.scope
            and entries.identifier_value = identifiers.value
    where
        coalesce(entries.since, {{ as_of() }}) <= {{ as_of() }}
        and coalesce(entries.valid_until, {{ as_of() }}) >= {{ as_of() }}
    qualify
        row_number() over (
            partition by identifiers.one_id, entries.tag_code
            order by entries.since desc, entries.tag_value
        ) = 1

)

select * from current_entries
