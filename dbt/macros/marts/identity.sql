{#- Who an identifier belongs to: one row per value of one identifier type (and scope, for openids).
    Blocked and shared values say nothing about who somebody is, so they are left out. -#}
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
            and {{ says_who('status') }}
    )
{%- endmacro %}


{#- Whether an identifier of this status stands for a person. -#}
{% macro says_who(status) -%}
    {{ status }} not in ('blocked', 'shared')
{%- endmacro %}
