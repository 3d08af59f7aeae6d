{#- Text where engines differ. -#}

{#- Whether a text contains a match of a regular expression. -#}
{% macro matches(text, pattern) -%}
    {{ return(adapter.dispatch('matches')(text, pattern)) }}
{%- endmacro %}

{% macro duckdb__matches(text, pattern) -%}
    regexp_matches({{ text }}, '{{ pattern | string | replace("'", "''") }}')
{%- endmacro %}


{#- A text without anything but ASCII letters and digits. -#}
{% macro letters_and_digits(text) -%}
    {{ return(adapter.dispatch('letters_and_digits')(text)) }}
{%- endmacro %}

{% macro duckdb__letters_and_digits(text) -%}
    regexp_replace({{ text }}, '[^0-9A-Za-z]', '', 'g')
{%- endmacro %}


{#- Whether the engine can read a text as a regular expression. -#}
{% macro is_pattern(pattern) -%}
    {{ return(adapter.dispatch('is_pattern')(pattern)) }}
{%- endmacro %}

{% macro duckdb__is_pattern(pattern) -%}
    {%- set quoted = pattern | string | replace("'", "''") -%}
    {%- set tried = run_query("select try(regexp_matches('', pattern)) is not null as is_readable from (select '"
        ~ quoted ~ "' as pattern)") -%}
    {{ return(tried.rows[0]['is_readable']) }}
{%- endmacro %}
