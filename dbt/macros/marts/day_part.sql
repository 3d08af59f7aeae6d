{#- The part of the day an hour of Shanghai time falls into. -#}
{% macro day_part(hour) -%}
    case
        when {{ hour }} < 6 then 'night'
        when {{ hour }} < 12 then 'morning'
        when {{ hour }} < 14 then 'noon'
        when {{ hour }} < 18 then 'afternoon'
        else 'evening'
    end
{%- endmacro %}
