{#- Parts of the calendar that engines number differently. -#}

{#- The day of the week of a date: 1 is Monday, 7 is Sunday. -#}
{% macro iso_weekday(date) -%}
    {{ return(adapter.dispatch('iso_weekday')(date)) }}
{%- endmacro %}

{% macro duckdb__iso_weekday(date) -%}
    isodow({{ date }})
{%- endmacro %}


{#- Whole hours from one timestamp to another. -#}
{% macro hours_between(start_at, end_at) -%}
    {{ return(adapter.dispatch('hours_between')(start_at, end_at)) }}
{%- endmacro %}

{% macro duckdb__hours_between(start_at, end_at) -%}
    cast(floor(date_diff('second', {{ start_at }}, {{ end_at }}) / 3600) as integer)
{%- endmacro %}


{#- The days from one date to another, both included, as a list; unnest it for a row per day. -#}
{% macro days_from_to(start_date, end_date) -%}
    {{ return(adapter.dispatch('days_from_to')(start_date, end_date)) }}
{%- endmacro %}

{% macro duckdb__days_from_to(start_date, end_date) -%}
    cast(generate_series(
        cast({{ start_date }} as timestamp), cast({{ end_date }} as timestamp), interval 1 day
    ) as date[])
{%- endmacro %}
