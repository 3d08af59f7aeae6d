{%- set changed -%}
(
    standings.status is distinct from standings.former_status
    or standings.one_id is distinct from standings.former_one_id
)
{%- endset -%}

with recorded as (

    select * from {{ published_history() }} as history

),

standings as (

    select * from {{ ref('int_identity__standings') }}

),

-- A late record may tell of an identifier's earlier days: then its first interval begins earlier.
kept as (

    select
        recorded.identifier_id,
        recorded.interval_number,
        recorded.identifier_type,
        recorded.scope,
        recorded.value,
        recorded.one_id,
        recorded.status,
        case
            when recorded.interval_number = 1 and standings.first_seen_at < recorded.valid_from
                then standings.first_seen_at
            else recorded.valid_from
        end as valid_from,
        case
            when recorded.valid_to is not null then recorded.valid_to
            when {{ changed }} then greatest({{ recorded_at() }}, recorded.recorded_at)
        end as valid_to,
        recorded.recorded_at
    from recorded
    inner join standings on recorded.identifier_id = standings.identifier_id

),

begun as (

    select
        standings.identifier_id,
        coalesce(standings.former_interval, 0) + 1 as interval_number,
        standings.identifier_type,
        standings.scope,
        standings.value,
        standings.one_id,
        standings.status,
        case
            when standings.former_interval is null and standings.first_seen_at < {{ recorded_at() }}
                then standings.first_seen_at
            else {{ interval_begins('endings') }}
        end as valid_from,
        cast(null as timestamp) as valid_to,
        {{ interval_begins('endings') }} as recorded_at
    from standings
    left join recorded as endings
        on
            standings.identifier_id = endings.identifier_id
            and standings.former_interval = endings.interval_number
    where standings.status is not null and {{ changed }}

),

intervals as (

    select * from kept
    union all
    select * from begun

),

final as (

    select
        identifier_id,
        cast(interval_number as integer) as interval_number,
        identifier_type,
        scope,
        value,
        one_id,
        status,
        valid_from,
        valid_to,
        valid_to is null as is_current,
        recorded_at
    from intervals

)

select * from final
