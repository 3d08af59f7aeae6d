{#- A table as readers have it now: what the last published version says, not what the warehouse held
    when it was last built. `columns` gives name and type of what is wanted; a column that the version
    does not have yet is null, and before the first publish there are no rows. The version is the folder
    MDC_PUBLISHED, or else the current one of the home. -#}
{% macro published(table, columns) -%}
    {%- set file = published_file(table) if execute else '' -%}
    {%- set known = published_columns(file) if file else [] -%}
    (
        select
            {%- for name, type in columns.items() %}
            cast({{ name if name in known else 'null' }} as {{ type }}) as {{ name }}{{ ',' if not loop.last }}
            {%- endfor %}
        {%- if file %}
        from {{ read_published(file) }}
        {%- else %}
        where 1 = 0
        {%- endif %}
    )
{%- endmacro %}


{#- Path of a published table, or an empty string when there is none. -#}
{% macro published_file(table) -%}
    {%- set folder = env_var('MDC_PUBLISHED', env_var('MDC_HOME') ~ '/serving/current') -%}
    {{ return(adapter.dispatch('published_file')(folder ~ '/parquet/' ~ table ~ '.parquet')) }}
{%- endmacro %}


{#- Names of the columns of a published table. -#}
{% macro published_columns(file) -%}
    {{ return(adapter.dispatch('published_columns')(file)) }}
{%- endmacro %}


{#- A published table as something to select from. -#}
{% macro read_published(file) -%}
    {{ return(adapter.dispatch('read_published')(file)) }}
{%- endmacro %}
