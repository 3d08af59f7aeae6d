{#- The current state of a landed stream: of all versions of a record the last (batch_seq, position) of
    its account and key wins, whatever order the files are read in. `record` holds the named fields of
    the payload; first_landed_* tell when the record was met first. Versions are compared by key and
    place alone, so that payloads need not be sorted. What an old snapshot said that came late lands
    under keys of its own (`~late`) and is left aside. -#}
{% macro latest_record(source_name, stream_name, fields) -%}
    select
        landed.*,
        {{ landing_order_seq('versions.first_order') }} as first_landed_seq,
        {{ landing_order_position('versions.first_order') }} as first_landed_position,
        {{ json_record('landed.payload', fields) }} as record
    from {{ landing(source_name, stream_name) }} as landed
    inner join (
        select
            min({{ landing_order('batch_seq', 'position') }}) as first_order,
            max({{ landing_order('batch_seq', 'position') }}) as last_order
        from {{ landing(source_name, stream_name) }} as places
        where record_key not like '%~late'
        group by account, record_key
    ) as versions
        on {{ landing_order('landed.batch_seq', 'landed.position') }} = versions.last_order
{%- endmacro %}


{#- Every landed version of every record of a stream, for what must be remembered after it is gone. -#}
{% macro all_versions(source_name, stream_name, fields) -%}
    select
        *,
        {{ json_record('payload', fields) }} as record
    from {{ landing(source_name, stream_name) }} as landed
{%- endmacro %}


{#- Where a row comes from in landing, at the end of every staging model. -#}
{% macro landed_columns() -%}
    account,
    batch_seq as landed_seq,
    position as landed_position,
    fetched_at as landed_at
{%- endmacro %}
