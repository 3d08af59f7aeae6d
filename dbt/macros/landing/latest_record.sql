{#- The current state of a landed stream: of all versions of a record the last (batch_seq, position) of
    its account and key wins, whatever order the files are read in. `record` holds the named fields of
    the payload; first_landed_* tell when the record was met first. Versions are compared by key and
    place alone, so that payloads need not be sorted. What an old snapshot said that came late lands
    under keys of its own (`~late`) and is left aside. -#}
{% macro latest_record(source_name, stream_name, fields) -%}
    {%- if is_increment() -%}
        {%- call touched() -%}{{ relanded_records(source_name, stream_name) }}{%- endcall %}
    {%- endif %}
    select
        landed.*,
        {{ landing_order_seq('versions.first_order') }} as first_landed_seq,
        {{ landing_order_position('versions.first_order') }} as first_landed_position,
        {{ json_record('landed.payload', fields) }} as record
    {%- if is_increment() %}
    from {{ landing(source_name, stream_name, after=built_through()) }} as landed
    inner join {{ touched_keys() }} as versions
    {%- else %}
    from {{ landing(source_name, stream_name) }} as landed
    inner join (
        select
            min({{ landing_order('batch_seq', 'position') }}) as first_order,
            max({{ landing_order('batch_seq', 'position') }}) as last_order
        from {{ landing(source_name, stream_name) }} as places
        where record_key not like '%~late'
        group by account, record_key
    ) as versions
    {%- endif %}
        on {{ landing_order('landed.batch_seq', 'landed.position') }} = versions.last_order
{%- endmacro %}


{#- The records that landed since the warehouse was built: the places of their first and last versions,
    and the one that the table in place holds the version of. Of the older files only keys and places
    are read. -#}
{% macro relanded_records(source_name, stream_name) -%}
    {%- set through = built_through() -%}
    {%- set has_news = landed_files(source_name, stream_name, after=through) | length > 0 -%}
    {%- set former_order %}max(case when batch_seq <= {{ through }} then landed_order end){% endset -%}
    select
        min(landed_order) as first_order,
        max(landed_order) as last_order,
        {{ landing_order_seq(former_order) }} as landed_seq,
        {{ landing_order_position(former_order) }} as landed_position
    from (
        select
            account,
            record_key,
            batch_seq,
            {{ landing_order('batch_seq', 'position') }} as landed_order
        from {{ landing(source_name, stream_name) if has_news else no_landing() }} as places
        where record_key not like '%~late' and (account, record_key) in (
            select
                account,
                record_key
            from {{ landing(source_name, stream_name, after=through) }} as news
            where batch_seq > {{ through }}
        )
    ) as versions
    group by account, record_key
{%- endmacro %}


{#- Every landed version of every record of a stream, for what must be remembered after it is gone. -#}
{% macro all_versions(source_name, stream_name, fields) -%}
    select
        *,
        {{ json_record('payload', fields) }} as record
    {%- if is_increment() %}
    from (
        select * from {{ landing(source_name, stream_name, after=built_through()) }} as landed
        where batch_seq > {{ built_through() }}
    ) as landed
    {%- else %}
    from {{ landing(source_name, stream_name) }} as landed
    {%- endif %}
{%- endmacro %}


{#- Where a row comes from in landing, at the end of every staging model. -#}
{% macro landed_columns() -%}
    account,
    batch_seq as landed_seq,
    position as landed_position,
    fetched_at as landed_at
{%- endmacro %}
