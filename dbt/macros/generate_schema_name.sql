{#- A model's schema is its layer, whatever the target: consumers and Dagster asset keys rely on it. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}
