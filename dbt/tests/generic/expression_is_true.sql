{#- Rows break a rule that must hold for every row; a rule that comes out null counts as broken. -#}
{% test expression_is_true(model, expression, column_name=none) %}
select *
from {{ model }}
where not coalesce({{ column_name or '' }} {{ expression }}, false)
{% endtest %}
