{#- JSON held as text. A path that is absent, a JSON null, and a value of another shape are null. -#}

{#- The value at a path ('$.a.b') as text. -#}
{% macro json_text(column, path) -%}
    {{ return(adapter.dispatch('json_text')(column, path)) }}
{%- endmacro %}

{% macro duckdb__json_text(column, path) -%}
    json_extract_string({{ column }}, '{{ path }}')
{%- endmacro %}


{#- The items of the array at a path ('$.a.items') as a list of JSON texts; unnest it for a row per item. -#}
{% macro json_items(column, path) -%}
    {{ return(adapter.dispatch('json_items')(column, path)) }}
{%- endmacro %}

{% macro duckdb__json_items(column, path) -%}
    cast(json_extract({{ column }}, '{{ path }}[*]') as varchar[])
{%- endmacro %}


{#- A field of the last item of a JSON array, as text. -#}
{% macro json_last(column, field) -%}
    {{ return(adapter.dispatch('json_last')(column, field)) }}
{%- endmacro %}

{% macro duckdb__json_last(column, field) -%}
    json_extract_string({{ column }}, '$[#-1].{{ field }}')
{%- endmacro %}


{#- Many fields of one JSON text at once, as a struct of texts nested like the dotted paths given
    (['a', 'b.c'] is read as record.a and record.b.c). The text is parsed once, not once a field:
    a fifth of the work for twenty fields. -#}
{% macro json_record(column, paths) -%}
    {{ return(adapter.dispatch('json_record')(column, paths)) }}
{%- endmacro %}

{% macro duckdb__json_record(column, paths) -%}
    {%- set shape = {} -%}
    {%- for path in paths -%}
        {%- set level = namespace(fields=shape) -%}
        {%- for name in path.split('.')[:-1] -%}
            {%- set level.fields = level.fields.setdefault(name, {}) -%}
        {%- endfor -%}
        {%- do level.fields.update({path.split('.')[-1]: 'VARCHAR'}) -%}
    {%- endfor -%}
    from_json({{ column }}, '{{ tojson(shape) }}')
{%- endmacro %}
