{#- The newest value of a figure of identity has jumped and nobody accepted it; told in words. -#}
{% test no_jump(model, metric) %}
select
    metric,
    value,
    most_allowed
from {{ model }}
where
    metric = '{{ metric }}'
    and is_current
    and is_jump
    and not is_accepted
    and {{ fails_saying(jump_text(metric)) }}
{% endtest %}
