{#- A text key over several columns: equal inputs give equal keys on every engine and at every run. -#}
{% macro surrogate_key(columns) -%}
    md5(concat(
        {%- for column in columns -%}
            coalesce(cast({{ column }} as varchar), '<null>'){{ ", '|', " if not loop.last }}
        {%- endfor -%}
    ))
{%- endmacro %}
