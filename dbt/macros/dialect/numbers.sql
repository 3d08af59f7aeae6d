{#- Floating-point numbers where engines differ. -#}

{#- A number, with null in place of "not a number". -#}
{% macro number_or_null(number) -%}
    case when not isnan({{ number }}) then {{ number }} end
{%- endmacro %}
