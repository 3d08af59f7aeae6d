{#- The brand: scope of member cards and of brand user ids. -#}
{% macro brand() -%}
    '{{ var("brand", none) or (env_var("MDC_BRAND", "brand") if execute) }}'
{%- endmacro %}


{#- The text key of an identifier. -#}
{% macro identifier_id(identifier_type, scope, value) -%}
    md5(concat({{ identifier_type }}, '|', {{ scope }}, '|', {{ value }}))
{%- endmacro %}


{#- The id of the member whose earliest-landed identifier is given; it holds as long as that identifier does. -#}
{% macro one_id(identifier_type, scope, value) -%}
    concat('m_', left({{ identifier_id(identifier_type, scope, value) }}, 20))
{%- endmacro %}
