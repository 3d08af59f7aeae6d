{#- The two axes of the member life cycle, each in one place. Both are ordered: the first condition
    that holds decides, and the last one takes whoever is left, so no member is in two stages or none. -#}

{#- How far a member has come on the way to buying again and again. -#}
{% macro consumption_stage(order_count, registered_at) -%}
    case
        when {{ order_count }} >= 3 then 'repeat'
        when {{ order_count }} = 2 then 'repurchase'
        when {{ order_count }} = 1 then 'first_purchase'
        when {{ registered_at }} is not null then 'registered'
        else 'prospect'
    end
{%- endmacro %}


{#- How alive a member is on a day, from the days since the purchases that count by then and the rhythm
    of the main category, whose columns must be in scope. -#}
{% macro activity_stage(order_count, first_order_date, last_order_date, day) -%}
    case
        when {{ order_count }} = 0 then 'potential'
        when {{ days_between(last_order_date, day) }} > churned_after_days then 'churned'
        when {{ days_between(last_order_date, day) }} > at_risk_after_days then 'at_risk'
        when {{ days_between(last_order_date, day) }} > silent_after_days then 'silent'
        when {{ order_count }} >= {{ var('lifecycle_loyal_orders') }} then 'loyal'
        when {{ days_between(first_order_date, day) }} < {{ var('lifecycle_new_days') }} then 'new'
        else 'active'
    end
{%- endmacro %}
