{#- The brand: scope of member cards and of brand user ids. -#}
{% macro brand() -%}
    '{{ var("brand", none) or env_var("MDC_BRAND", "brand") }}'
{%- endmacro %}


{#- The text key of an identifier. -#}
{% macro identifier_id(identifier_type, scope, value) -%}
    md5(concat({{ identifier_type }}, '|', {{ scope }}, '|', {{ value }}))
{%- endmacro %}


{#- The id of the member whose earliest-landed identifier is given; it holds as long as that identifier does. -#}
{% macro one_id(identifier_type, scope, value) -%}
    concat('m_', left({{ identifier_id(identifier_type, scope, value) }}, 20))
{%- endmacro %}


{#- One number for a place in landing, so that "landed first" is one comparison: the batch, the position
    in it, and the place of an identifier within the record (0 to 15). -#}
{% macro landing_order(batch_seq, position, place=0) -%}
    (cast({{ batch_seq }} as bigint) * 68719476736 + cast({{ position }} as bigint) * 16 + {{ place }})
{%- endmacro %}

{% macro landing_order_seq(landing_order) -%}
    ({{ landing_order }} >> 36)
{%- endmacro %}

{% macro landing_order_position(landing_order) -%}
    cast(({{ landing_order }} >> 4) & 4294967295 as integer)
{%- endmacro %}
