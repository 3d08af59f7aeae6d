{#- Of all versions of a record the newest value that is there: exports drift, and a later one that lost
    a column must not lose what an earlier one said in it. -#}
{% macro newest_value(value, version='version') -%}
    max_by({{ value }}, {{ version }}) filter (where {{ value }} is not null)
{%- endmacro %}
