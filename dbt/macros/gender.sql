{#- 'male', 'female' or 'unknown' from the words the sources use; codes such as 0 and 1 mean different
    things in different systems and stay unknown. -#}
{% macro gender(word) -%}
    case {{ word }} when '男' then 'male' when '女' then 'female' else 'unknown' end
{%- endmacro %}
