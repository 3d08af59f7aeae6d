{#- Reading files: landing, and the version that was published last. -#}
{% macro duckdb__read_landing(files) -%}
    read_parquet([
        {%- for file in files -%}
            '{{ file | replace("'", "''") }}'{{ ', ' if not loop.last }}
        {%- endfor -%}
    ])
{%- endmacro %}


{% macro duckdb__landing_index() -%}
    {%- set path = (env_var('MDC_HOME') ~ '/landing/index.parquet') | replace("'", "''") -%}
    {%- set found = run_query("select count(*) as files from glob('" ~ path ~ "')") -%}
    {{ return("read_parquet('" ~ path ~ "')" if found.rows[0]['files'] else '') }}
{%- endmacro %}


{% macro duckdb__published_file(path) -%}
    {%- set found = run_query("select count(*) as files from glob('" ~ path | replace("'", "''") ~ "')") -%}
    {{ return(path if found.rows[0]['files'] else '') }}
{%- endmacro %}

{% macro duckdb__published_columns(file) -%}
    {%- set described = run_query('describe select * from ' ~ read_published(file)) -%}
    {{ return(described.columns['column_name'].values() | list) }}
{%- endmacro %}

{% macro duckdb__read_published(file) -%}
    {{ return("read_parquet('" ~ file | replace("'", "''") ~ "')") }}
{%- endmacro %}
