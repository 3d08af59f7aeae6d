{#- The rank of a membership level, higher is better; the ladder is the var `member_levels`. A level
    that is not on it ranks below all that are. -#}
{% macro level_rank(level) -%}
    case {{ level }}
        {%- for name in var('member_levels') %}
        when '{{ name }}' then {{ loop.index }}
        {%- endfor %}
        else 0
    end
{%- endmacro %}
