{{ watch_landing_streams() }}

with streams as (

    {% for source_name, streams in landing_streams().items() -%}
    {%- set last_source = loop.last -%}
    {% for stream, expected_hours in streams.items() -%}
    select
        '{{ source_name }}' as source,
        '{{ stream }}' as stream,
        cast({{ 'null' if expected_hours is none else expected_hours }} as integer)
            as expected_hours
    {% if not (last_source and loop.last) %}union all{% endif %}
    {% endfor -%}
    {% endfor %}
),

batches as (

    select * from {{ landed_batches() }} as batches

),

landed as (

    select
        source,
        stream,
        count(*) as batch_count,
        sum(rows) as row_count,
        max(occurred_max) as last_occurred_at,
        max(fetched_at) as last_landed_at
    from batches
    group by source, stream

),

streams_landed as (

    select
        streams.source,
        streams.stream,
        streams.expected_hours,
        coalesce(landed.batch_count, 0) as batch_count,
        coalesce(landed.row_count, 0) as row_count,
        landed.last_occurred_at,
        landed.last_landed_at
    from streams
    left join landed on streams.source = landed.source and streams.stream = landed.stream

)

select * from streams_landed
