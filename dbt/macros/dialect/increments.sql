{#- Changing a table in place. -#}

{#- The rows of a table for which a condition holds, and in `former_place` where each of them lies. The
    places are sought first, so that a wide table is read only where such rows are. -#}
{% macro rows_with_places(relation, condition) -%}
    {{ return(adapter.dispatch('rows_with_places')(relation, condition)) }}
{%- endmacro %}

{% macro duckdb__rows_with_places(relation, condition) -%}
    select *, rowid as former_place from {{ relation }}
    where rowid in (select rowid from {{ relation }} where {{ condition }})
{%- endmacro %}


{#- Deletes the rows that lie where a query says. -#}
{% macro delete_places(relation, places) -%}
    {{ return(adapter.dispatch('delete_places')(relation, places)) }}
{%- endmacro %}

{% macro duckdb__delete_places(relation, places) -%}
    {%- do run_query('delete from ' ~ relation ~ ' where rowid in (' ~ places ~ ')') -%}
{%- endmacro %}


{#- The statement that adds the rows of another table, column by name. -#}
{% macro insert_rows(relation, rows) -%}
    {{ return(adapter.dispatch('insert_rows')(relation, rows)) }}
{%- endmacro %}

{% macro duckdb__insert_rows(relation, rows) -%}
    insert into {{ relation }} by name select * from {{ rows }}
{%- endmacro %}
