{#- One number for a place in landing, so that "landed first" is one comparison: 27 bits for the batch, 32
    for the position in it, and 4 that are free for the places of identifiers within a record. -#}
{% macro landing_order(batch_seq, position) -%}
    (cast({{ batch_seq }} as bigint) * 68719476736 + cast({{ position }} as bigint) * 16)
{%- endmacro %}

{% macro landing_order_seq(landing_order) -%}
    ({{ landing_order }} >> 36)
{%- endmacro %}

{% macro landing_order_position(landing_order) -%}
    cast(({{ landing_order }} >> 4) & 4294967295 as integer)
{%- endmacro %}
