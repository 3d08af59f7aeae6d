{#- Rows hold a negative value where only zero, more, or nothing makes sense. -#}
{% test not_negative(model, column_name) %}
select {{ column_name }}
from {{ model }}
where {{ column_name }} < 0
{% endtest %}
