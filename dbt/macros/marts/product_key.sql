{#- The key of a product in every channel: the brand's own product code where it is known, since that
    is what the shop and the stores share; else the platform's id or, in old tickets, the name. -#}
{% macro product_key(product_code, fallback) -%}
    coalesce({{ product_code }}, concat('?', coalesce({{ fallback }}, '')))
{%- endmacro %}
