{#- Who an identifier belongs to: one row per value of one identifier type. Blocked and shared values
    say nothing about who somebody is, so they are left out. -#}
{% macro identified_by(identifier_type) -%}
    (
        select
            scope,
            value,
            one_id
        from {{ ref('int_identity__map') }}
        where
            identifier_type = '{{ identifier_type }}'
            and status not in ('blocked', 'shared')
    )
{%- endmacro %}
