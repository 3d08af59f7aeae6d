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


{#- How alive a member is, from the days since the last purchase and the rhythm of the main category.
    Columns of the member and of int_lifecycle_thresholds must be in scope. -#}
{% macro activity_stage() -%}
    case
        when order_count = 0 then 'potential'
        when days_since_last_order > churned_after_days then 'churned'
        when days_since_last_order > at_risk_after_days then 'at_risk'
        when days_since_last_order > silent_after_days then 'silent'
        when order_count >= {{ var('lifecycle_loyal_orders') }} then 'loyal'
        when days_since_first_order < {{ var('lifecycle_new_days') }} then 'new'
        else 'active'
    end
{%- endmacro %}
