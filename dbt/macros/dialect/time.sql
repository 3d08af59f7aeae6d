{#- Dates and times where engines differ in name or in the order of arguments. -#}

{#- The UTC timestamp of a number of seconds since 1970; zero and less mean "never" on the platforms. -#}
{% macro from_epoch_seconds(seconds) -%}
    {{ return(adapter.dispatch('from_epoch_seconds')(seconds)) }}
{%- endmacro %}

{% macro duckdb__from_epoch_seconds(seconds) -%}
    epoch_ms(nullif(greatest(try_cast({{ seconds }} as bigint), 0), 0) * 1000)
{%- endmacro %}


{#- The UTC timestamp of a number of milliseconds since 1970; zero and less mean "never". -#}
{% macro from_epoch_millis(millis) -%}
    {{ return(adapter.dispatch('from_epoch_millis')(millis)) }}
{%- endmacro %}

{% macro duckdb__from_epoch_millis(millis) -%}
    epoch_ms(nullif(greatest(try_cast({{ millis }} as bigint), 0), 0))
{%- endmacro %}


{#- Whole days from one date to another; negative when the second is earlier. -#}
{% macro days_between(start_date, end_date) -%}
    {{ return(adapter.dispatch('days_between')(start_date, end_date)) }}
{%- endmacro %}

{% macro duckdb__days_between(start_date, end_date) -%}
    date_diff('day', cast({{ start_date }} as date), cast({{ end_date }} as date))
{%- endmacro %}


{#- A date moved by a number of days, which may be an expression. -#}
{% macro add_days(date, days) -%}
    {{ return(adapter.dispatch('add_days')(date, days)) }}
{%- endmacro %}

{% macro duckdb__add_days(date, days) -%}
    (cast({{ date }} as date) + cast({{ days }} as integer))
{%- endmacro %}


{#- The month of a date or timestamp as text, 'YYYY-MM'. -#}
{% macro year_month(date) -%}
    {{ return(adapter.dispatch('year_month')(date)) }}
{%- endmacro %}

{% macro duckdb__year_month(date) -%}
    strftime({{ date }}, '%Y-%m')
{%- endmacro %}


{#- A query with one row per calendar day, both ends included: column `date_day`. -#}
{% macro date_spine(start_date, end_date) -%}
    {{ return(adapter.dispatch('date_spine')(start_date, end_date)) }}
{%- endmacro %}

{% macro duckdb__date_spine(start_date, end_date) -%}
    select cast(unnest(generate_series(
        cast({{ start_date }} as timestamp), cast({{ end_date }} as timestamp), interval 1 day
    )) as date) as date_day
{%- endmacro %}
