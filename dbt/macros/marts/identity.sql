{#- Who an identifier belongs to: one row per value of one identifier type (and scope, for openids).
    An identifier that stands for nobody (blocked, shared, refused) has no one_id and is left out. -#}
{% macro identified_by(identifier_type) -%}
    {%- set fixed_scope = stated_identifiers().get(identifier_type) -%}
    (
        select
            scope,
            value,
            one_id
        from {{ ref('int_identity__map') }}
        where
            identifier_type = '{{ identifier_type }}'
            {%- if fixed_scope %}
            and scope = {{ fixed_scope }}
            {%- endif %}
            and one_id is not null
    )
{%- endmacro %}
