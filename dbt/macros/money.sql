{#- Yuan as decimal(18,2) from an integer number of fen, which may arrive as text; null when it is no number. -#}
{% macro fen_to_yuan(fen) -%}
    cast(try_cast({{ fen }} as decimal(18, 0)) * 0.01 as decimal(18, 2))
{%- endmacro %}


{#- Yuan as decimal(18,2) from a decimal string; null when it is no number. -#}
{% macro yuan(amount) -%}
    try_cast({{ amount }} as decimal(18, 2))
{%- endmacro %}
