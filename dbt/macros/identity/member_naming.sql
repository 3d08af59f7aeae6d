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


{#- Whether a record tells its openid only thanks to other records: an answer to a survey does not say
    whose openid it is. Until an account knows it the answer is about the phone, so for naming it stays
    the phone's; else a member would be renamed when the account lands. -#}
{% macro is_named_by_others(stream, subject_type) -%}
    ({{ stream }} = 'surveys' and {{ subject_type }} like '%_openid')
{%- endmacro %}
