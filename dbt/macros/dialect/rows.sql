{#- Rows out of columns. -#}

{#- A list with a struct for each of several sets of expressions, given as dicts by name; unnest it for a
    row per set. One pass over a table instead of one a set. -#}
{% macro list_of_structs(sets) -%}
    {{ return(adapter.dispatch('list_of_structs')(sets)) }}
{%- endmacro %}

{% macro duckdb__list_of_structs(sets) -%}
    {%- set structs = [] -%}
    {%- for set in sets -%}
        {%- set fields = [] -%}
        {%- for name, expression in set.items() -%}
            {%- do fields.append("'" ~ name ~ "': " ~ expression) -%}
        {%- endfor -%}
        {%- do structs.append('{' ~ fields | join(', ') ~ '}') -%}
    {%- endfor -%}
    [{{ structs | join(', ') }}]
{%- endmacro %}
