{#- The Chinese label of a stage, for sentences that an operator reads.

      axis   consumption or activity
      stage  SQL of the stage -#}
{% macro stage_label_zh(axis, stage) -%}
    case {{ stage }}
        {%- for one in lifecycle_stages() if one[0] == axis %}
        when '{{ one[1] }}' then '{{ one[2] }}'
        {%- endfor %}
    end
{%- endmacro %}
