{#- Reading landing files. -#}
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
