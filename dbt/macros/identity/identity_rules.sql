{#- The thresholds of identity, all of them, in one place.

    Types: `most_members` is how many openids, or of a card how many members, may hold one value before
    it is taken for shared and links nobody; an openid needs no limit, a platform gives each to one
    person. Values like `blocked_pattern` stand for nobody.

    Phone: only values of `linking_status` link. `most_people` is how many people one number may stand
    for, told apart by name, a holder without any name counting as one, before it is a counter's or a
    clerk's. Of the types in `noted_for` a number is an employee's note: it owns no number that anybody
    else claims. `most_nameless` is how many holders may be one person by the number alone when nobody has
    a name.

    Payment: `fewest_payments` is how often one openid must have paid for one card, and nobody else for
    it, before a bill says that both are one person.

    How firm a type is, is the order of the models: int_identity__account_links decides about unionids,
    brand users and buyers, int_identity__card_links about cards, the int_identity__phone models about
    phones; what comes later never joins two members that came out earlier with a unionid each. -#}
{% macro identity_rules() -%}
    {%- set rules -%}
types:
  unionid: {most_members: 20}
  brand_user_id: {most_members: 10, blocked_pattern: '^0+$'}
  member_card: {most_members: 5, blocked_pattern: '^(0+|[-—无]+)$'}
phone:
  linking_status: valid
  noted_for: [external_userid]
  most_people: 4
  most_nameless: 2
payment:
  fewest_payments: 2
    {%- endset -%}
    {{ return(fromyaml(rules)) }}
{%- endmacro %}
