{#- The current state of a landed stream: of all versions of a record the last (batch_seq, position) of
    its account and key wins, whatever order the files are read in. `record` holds the named fields of
    the payload; first_landed_* tell when the record was met first. -#}
{% macro latest_record(source_name, stream_name, fields) -%}
    select
        *,
        {{ json_record('payload', fields) }} as record
    from (
        select
            *,
            first_value(batch_seq) over (
                partition by account, record_key order by batch_seq, position
            ) as first_landed_seq,
            first_value(position) over (
                partition by account, record_key order by batch_seq, position
            ) as first_landed_position
        from {{ landing(source_name, stream_name) }} as landed
        qualify row_number() over (
            partition by account, record_key order by batch_seq desc, position desc
        ) = 1
    ) as latest
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
