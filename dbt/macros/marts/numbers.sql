{#- A share of one count in another as decimal(9,4); null when there is nothing to take a share of. -#}
{% macro rate(part, whole) -%}
    cast({{ part }} / nullif({{ whole }}, 0) as decimal(9, 4))
{%- endmacro %}


{#- A number that cannot be negative: days since something that is dated after the run's business day
    count as zero. Null stays null, which greatest() would not keep. -#}
{% macro at_least_zero(number) -%}
    case when {{ number }} < 0 then 0 else {{ number }} end
{%- endmacro %}
