{#- The rules of identity, all of them, in one place. A type of identifier or a limit more is a line here;
    the variable `identity_rules`, a mapping of the same form, takes the place of the whole.

    types, per type of identifier:
      priority            how firm it is, 1 is firmest; a link is as firm as the weaker of its two ends
      scope               where a value is unique: open_platform, brand, everywhere, or account (the
                          appid, shop or corp that gave it out)
      normaliser          the form in which two spellings are one value: as_is, trim, upper, lower,
                          alphanumeric (letters and digits, upper case)
      valid_pattern       what every value must match
      valid_statuses      of phones: the only verdicts of the privacy edge under which one links
      blocked_values      values that stand for nobody, spelled as stored (of phones, the token)
      blocked_pattern     a pattern, or a list of them, of values that stand for nobody
      one_per_member      whether a person has only one, so that two are never brought together
      one_per_holder      whether whoever states one has only one; the latest counts
      most_members        how many members may hold a value before it is shared and links nobody;
                          members are what firmer links have made of the holders by then
      most_people         the same, told apart by name; a member without a name counts as one
      most_cards          the same, of store cards alone
      most_values         how many values a member may hold; the verified, then the freshest, stay
      over_most_values    keep_latest (the default), or refuse_all when more only shows that a holder
                          is a counter's own
      most_members_in_window, most_values_in_window
                          {count, days}: as above, of those taken up within so many days

    links: how firm the links are that are named after what joins two identifiers, not after a type.

    members: `most_identifiers` is how large a member may grow; what would make it larger is refused.

    relations, per type: `whole_states` is the stream whose every record tells all that the identifier
    has at a time; `children` are the types that it loses when its newest state does not name them. What
    hangs on the identifier alone goes where it goes.

    phone: of the types in `noted_for` a number is an employee's note: it owns no number that anybody else
    claims. `most_nameless` is how many holders may be one person by the number alone when nobody has a
    name.

    payment: `fewest_payments` is how often one openid must have paid for one card, and nobody else for
    it, before a bill says that both are one person. -#}
{% macro identity_rules() -%}
    {%- set rules -%}
types:
  unionid:
    priority: 1
    scope: open_platform
    one_per_member: true
    one_per_holder: true
    most_members: 20
    blocked_pattern: '^(0+|-+|(?i:null|none|nil|nan|undefined|unionid))$'
  brand_user_id:
    priority: 2
    scope: brand
    one_per_holder: true
    most_members: 10
    blocked_pattern: '^(-1|0+|-+|(?i:null|none|nil|nan|undefined|unknown|guest|anonymous|visitor|test)|游客|匿名|测试)$'
  member_card:
    priority: 5
    scope: brand
    normaliser: upper
    blocked_pattern: ['^(0+|[-—无]+)$', '^(NULL|NONE|NAN|N/?A|UNDEFINED|GUEST|TEST|散客|游客|匿名|非会员|无卡|临时卡|测试卡?)$']
    most_members: 5
    most_values: 5
    over_most_values: refuse_all
  phone:
    priority: 6
    scope: everywhere
    valid_statuses: [valid]
    most_people: 4
    most_members: 12
    most_cards: 8
    most_members_in_window: {count: 8, days: 30}
    most_values: 5
    most_values_in_window: {count: 2, days: 30}
  oa_openid: {priority: 1, scope: account}
  mp_openid: {priority: 1, scope: account}
  shop_openid: {priority: 1, scope: account}
  external_userid: {priority: 1, scope: account}
  youzan_yz_open_id: {priority: 1, scope: account}
links:
  same_order: {priority: 3}
  same_wechat_account: {priority: 4}
  verified_phone: {priority: 6}
  phone_and_name: {priority: 7}
  only_holder_of_phone: {priority: 8}
members:
  most_identifiers: 2000
relations:
  mp_openid: {whole_states: wechat_mini_program.registry, children: [brand_user_id]}
phone:
  noted_for: [external_userid]
  most_nameless: 2
payment:
  fewest_payments: 2
    {%- endset -%}
    {{ return(var('identity_rules', none) or fromyaml(rules)) }}
{%- endmacro %}


{#- The scope of a type of identifier, as SQL; none where every account gives out its own. -#}
{% macro identity_scope(identifier_type) -%}
    {%- set scope = identity_rules().types[identifier_type].scope -%}
    {{ return({'open_platform': "'open_platform'", 'brand': brand(), 'everywhere': "''"}.get(scope)) }}
{%- endmacro %}


{#- The types whose rules have a key that is true. -#}
{% macro types_with(key) -%}
    {%- set found = [] -%}
    {%- for identifier_type, rule in identity_rules().types.items() if rule.get(key) -%}
        {%- do found.append(identifier_type) -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}


{#- The types that no model of its own decides about: what names them is linked by the limits alone. -#}
{% macro plain_identity_types() -%}
    {%- set own_model = ['unionid', 'brand_user_id', 'member_card', 'phone'] -%}
    {{ return(stated_identifiers().keys() | reject('in', own_model) | list) }}
{%- endmacro %}
