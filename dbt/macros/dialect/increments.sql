{#- Changing a table in place. -#}

{#- Deletes the rows whose key stands in another table. -#}
{% macro delete_touched(relation, keys, columns) -%}
    {{ return(adapter.dispatch('delete_touched')(relation, keys, columns)) }}
{%- endmacro %}

{% macro duckdb__delete_touched(relation, keys, columns) -%}
    {%- set matches = [] -%}
    {%- for column in columns -%}
        {%- do matches.append('kept.' ~ column ~ ' = keys.' ~ column) -%}
    {%- endfor -%}
    {%- do run_query(
        'delete from ' ~ relation ~ ' as kept using ' ~ keys ~ ' as keys where ' ~ matches | join(' and ')
    ) -%}
{%- endmacro %}


{#- The statement that adds the rows of another table, column by name. -#}
{% macro insert_rows(relation, rows) -%}
    {{ return(adapter.dispatch('insert_rows')(relation, rows)) }}
{%- endmacro %}

{% macro duckdb__insert_rows(relation, rows) -%}
    insert into {{ relation }} by name select * from {{ rows }}
{%- endmacro %}
