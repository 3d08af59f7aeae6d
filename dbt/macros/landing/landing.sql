{#- The rows of one landed stream: the only way a model reads landing. Only the files that the
    landing index names are read; a stream that has not landed yet is an empty relation of the same
    columns. In a unit test the rows given for the source take its place. With `after`, only files that
    hold later batches are read (earlier ones may stand in them, too). -#}
{% macro landing(source_name, stream_name, after=none) -%}
    {%- set relation = source(source_name, stream_name) -%}
    {%- if relation.is_cte -%}
        (select * from {{ relation }})
    {%- else -%}
        {%- set files = landed_files(source_name, stream_name, after) if execute else [] -%}
        {%- if files -%}
            {{ return(adapter.dispatch('read_landing')(files)) }}
        {%- else -%}
            {{ no_landing() }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}


{#- Absolute paths of the files that hold a stream's committed batches, in landing order; with `after`,
    of those that hold a later one. -#}
{% macro landed_files(source_name, stream_name, after=none) -%}
    {%- set home = env_var('MDC_HOME') -%}
    {%- set index = landing_index() -%}
    {%- if not index -%}
        {{ return([]) }}
    {%- endif -%}
    {%- set files = run_query(
        "select file, min(batch_seq) as first_seq from " ~ index
        ~ " where source = '" ~ source_name ~ "' and stream = '" ~ stream_name ~ "'"
        ~ " group by file"
        ~ (" having max(batch_seq) > " ~ after if after is not none else "")
        ~ " order by first_seq"
    ) -%}
    {%- set paths = [] -%}
    {%- for row in files.rows -%}
        {%- do paths.append(home ~ '/' ~ row['file']) -%}
    {%- endfor -%}
    {{ return(paths) }}
{%- endmacro %}


{#- The landing index as something to select from, or an empty string while nothing has ever landed. -#}
{% macro landing_index() -%}
    {{ return(adapter.dispatch('landing_index')()) }}
{%- endmacro %}


{#- The envelope of landing with no rows in it. -#}
{% macro no_landing() -%}
    (
        select
            cast(null as bigint) as batch_seq,
            cast(null as integer) as position,
            cast(null as varchar) as source,
            cast(null as varchar) as stream,
            cast(null as varchar) as account,
            cast(null as varchar) as record_key,
            cast(null as timestamp) as occurred_at,
            cast(null as timestamp) as fetched_at,
            cast(null as varchar) as payload,
            cast(null as varchar) as payload_hash
        where 1 = 0
    )
{%- endmacro %}
