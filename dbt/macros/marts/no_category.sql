{#- What a product is called that nobody put into a category. -#}
{% macro no_category() -%}
    uncategorised
{%- endmacro %}
