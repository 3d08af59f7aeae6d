{#- Rules by which a value left one holder for a later one. Whoever it comes to keeps their id: a value
    that moved names no member. -#}
{% macro moved_rules() -%}
    {{ return([
        'phone_moved', 'one_member_per_card', 'one_app_user_per_buyer', 'one_customer_per_openid',
        'too_many_values', 'unbound'
    ]) }}
{%- endmacro %}


{#- Whether a link says that its value left this holder. -#}
{% macro has_moved() -%}
    (status = 'refused' and rule in ('{{ moved_rules() | join("', '") }}'))
{%- endmacro %}
