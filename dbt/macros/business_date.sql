{#- Business days are Shanghai days. China has kept UTC+8 without summer time since 1992, so an
    eight-hour shift is exact for every instant a platform can send, and runs on any engine. -#}

{#- The business day of the run, as a date: the var `as_of`, or else MDC_AS_OF, or else today in
    Shanghai. The environment is asked while running only: with another day than last time nothing has
    to be parsed anew, as it has with another var. -#}
{% macro as_of() -%}
    {%- set today = (run_started_at + modules.datetime.timedelta(hours=8)).date() -%}
    {%- set given = var('as_of', none) or (env_var('MDC_AS_OF', '') if execute else '') -%}
    cast('{{ given or today }}' as date)
{%- endmacro %}


{#- The instant of the run, as a UTC timestamp: the var `recorded_at`, or else the clock that MDC_NOW
    pins, or else the time dbt began. Read while running only, so that it never costs a new parse. -#}
{% macro recorded_at() -%}
    {%- set now = var('recorded_at', none) or (env_var('MDC_NOW', '') if execute else '') -%}
    date_trunc(
        'second', cast(cast('{{ now or run_started_at }}' as timestamp with time zone) as timestamp)
    )
{%- endmacro %}


{#- The Shanghai wall-clock time of a UTC timestamp. -#}
{% macro to_local(instant) -%}
    ({{ instant }} + interval '8' hour)
{%- endmacro %}


{#- The UTC timestamp of a Shanghai wall-clock timestamp or date. -#}
{% macro from_local(wall_time) -%}
    ({{ wall_time }} - interval '8' hour)
{%- endmacro %}


{#- The business day, as a date, that a UTC timestamp falls on. -#}
{% macro business_date(instant) -%}
    cast({{ instant }} + interval '8' hour as date)
{%- endmacro %}


{#- The date of a day written without dashes ('20260131'), as the mini program writes it. -#}
{% macro compact_date(day) -%}
    try_cast(concat(
        substr({{ day }}, 1, 4), '-', substr({{ day }}, 5, 2), '-', substr({{ day }}, 7, 2)
    ) as date)
{%- endmacro %}
