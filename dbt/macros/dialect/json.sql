{#- JSON held as text. A path that is absent, or a JSON null, is null. -#}

{#- The value at a path ('$.a.b') as text. -#}
{% macro json_text(column, path) -%}
    {{ return(adapter.dispatch('json_text')(column, path)) }}
{%- endmacro %}

{% macro duckdb__json_text(column, path) -%}
    json_extract_string({{ column }}, '{{ path }}')
{%- endmacro %}


{#- The items of the array at a path ('$.a.items') as a list of JSON texts; unnest it for a row per item. -#}
{% macro json_items(column, path) -%}
    {{ return(adapter.dispatch('json_items')(column, path)) }}
{%- endmacro %}

{% macro duckdb__json_items(column, path) -%}
    cast(json_extract({{ column }}, '{{ path }}[*]') as varchar[])
{%- endmacro %}
