{#- A share of one count in another as decimal(9,4); null when there is nothing to take a share of. An
    engine that divides in binary hits halves a hair too low, so the quotient is made decimal first. -#}
{% macro rate(part, whole) -%}
    cast(cast({{ part }} / nullif({{ whole }}, 0) as decimal(18, 10)) as decimal(9, 4))
{%- endmacro %}


{#- Yuan per piece as decimal(18,2), rounded half up; null when there are no pieces. -#}
{% macro money_per(amount, pieces) -%}
    cast(cast({{ amount }} / nullif({{ pieces }}, 0) as decimal(28, 8)) as decimal(18, 2))
{%- endmacro %}


{#- A number cut off at what its column can hold, so that one absurd record does not stop a build. -#}
{% macro at_most(number, most) -%}
    case when {{ number }} > {{ most }} then {{ most }} else {{ number }} end
{%- endmacro %}


{#- A number that cannot be negative: days since something that is dated after the run's business day
    count as zero. Null stays null, which greatest() would not keep. -#}
{% macro at_least_zero(number) -%}
    case when {{ number }} < 0 then 0 else {{ number }} end
{%- endmacro %}
