{#- Failing with words: a condition that ends the query with a text as soon as one row gets to it. -#}
{% macro fails_saying(text) -%}
    {{ return(adapter.dispatch('fails_saying')(text)) }}
{%- endmacro %}

{% macro duckdb__fails_saying(text) -%}
    error({{ text }}) is null
{%- endmacro %}
