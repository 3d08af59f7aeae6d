{#- The rules of identity, all of them, in one place.

    Types: `rank` orders identifiers by how firmly they stand for one person (1 is the firmest); evidence
    always runs from a firmer to a weaker one. `most_members` is how many firmer identifiers may hold one
    value before the value is taken for shared and links nobody. Values like `blocked_pattern` stand
    for nobody. Openids need no limit: a platform gives each to one person.

    Phone: only values of `linking_status` link. `most_people` is how many people one number may stand
    for, told apart by name, a holder without any name counting as one, before it is a counter's or a
    clerk's. `most_nameless` is how many holders may be one person by the number alone when nobody has
    a name. -#}
{% macro identity_rules() -%}
    {%- set rules -%}
types:
  oa_openid: {rank: 1}
  mp_openid: {rank: 1}
  shop_openid: {rank: 1}
  unionid: {rank: 2, most_members: 20}
  brand_user_id: {rank: 3, most_members: 10, blocked_pattern: '^0+$'}
  member_card: {rank: 4, most_members: 5, blocked_pattern: '^(0+|[-—无]+)$'}
  phone: {rank: 5}
phone:
  linking_status: valid
  most_people: 4
  most_nameless: 2
    {%- endset -%}
    {{ return(fromyaml(rules)) }}
{%- endmacro %}
