{#- A table for the length of one model, made anew under a name that may exist already. -#}
{% macro scratch_table(name, query) -%}
    {{ return(adapter.dispatch('scratch_table')(name, query)) }}
{%- endmacro %}

{% macro duckdb__scratch_table(name, query) -%}
    {%- do run_query('create or replace temporary table ' ~ name ~ ' as ' ~ query) -%}
{%- endmacro %}


{#- Adds the rows of a query to such a table; its columns are the table's, in order. -#}
{% macro scratch_append(name, query) -%}
    {{ return(adapter.dispatch('scratch_append')(name, query)) }}
{%- endmacro %}

{% macro duckdb__scratch_append(name, query) -%}
    {%- do run_query('insert into ' ~ name ~ ' ' ~ query) -%}
{%- endmacro %}


{#- Frees such a table before the model ends. -#}
{% macro drop_scratch_table(name) -%}
    {{ return(adapter.dispatch('drop_scratch_table')(name)) }}
{%- endmacro %}

{% macro duckdb__drop_scratch_table(name) -%}
    {%- do run_query('drop table if exists temp.' ~ name) -%}
{%- endmacro %}
