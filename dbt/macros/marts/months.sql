{#- The first day of the month of a date. -#}
{% macro month_start(date) -%}
    cast(date_trunc('month', cast({{ date }} as date)) as date)
{%- endmacro %}


{#- The first day of the month after a date's. -#}
{% macro next_month_start(date) -%}
    cast({{ month_start(date) }} + interval '1' month as date)
{%- endmacro %}


{#- Whole calendar months from the month of one date to that of another. -#}
{% macro months_between_starts(start_date, end_date) -%}
    (
        (year({{ end_date }}) - year({{ start_date }})) * 12
        + month({{ end_date }}) - month({{ start_date }})
    )
{%- endmacro %}
