{#- What is wrong with the grammar of each of some SQL expressions, in the engine's words: one entry per
    expression, none where nothing is wrong. -#}
{% macro syntax_mistakes(expressions) -%}
    {{ return(adapter.dispatch('syntax_mistakes')(expressions)) }}
{%- endmacro %}

{% macro duckdb__syntax_mistakes(expressions) -%}
    {%- set mistakes = [] -%}
    {%- set rows = [] -%}
    {%- for expression in expressions -%}
        {%- do rows.append('(' ~ loop.index ~ ', ' ~ sql_text('select ' ~ expression) ~ ')') -%}
    {%- endfor -%}
    {%- if rows -%}
        {%- set tried = run_query(
            "select json_extract_string(json_serialize_sql(query), '$.error_message') as mistake from (values "
            ~ rows | join(', ') ~ ') as given (place, query) order by place'
        ) -%}
        {%- for row in tried.rows -%}
            {%- do mistakes.append(row['mistake']) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(mistakes) }}
{%- endmacro %}
