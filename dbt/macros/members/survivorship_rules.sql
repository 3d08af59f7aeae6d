{#- Which of several statements about a member survives, attribute by attribute, in one place. The var
    `survivorship_rules`, a mapping of the same shape, replaces it.

    trusted: streams, the most trusted first. Trust decides where the rule says so, and between equals.
    attributes: what is known of a member and the rule that picks the value:
      most_trusted    the most trusted stream; of that the latest statement
      most_recent     the latest statement, whoever made it
      most_frequent   what most records say
      verified_first  a verified value, else as most_trusted
      same_record     what the record says that gave the attribute named in `as`
      highest         the highest on the ladder of the var named in `ladder`
      earliest        the earliest instant
      sum             all accounts together, as the `type` named -#}
{% macro survivorship_rules() -%}
    {%- set rules -%}
trusted:
  - wechat_mini_program.registry
  - offline.members
  - youzan.customers
  - wecom.customers
  - wechat_shop.orders
  - youzan.trades
  - offline.orders
attributes:
  gender: {rule: most_trusted}
  birth_month: {rule: most_trusted}
  name: {rule: most_trusted}
  phone: {rule: verified_first}
  province: {rule: most_trusted}
  city: {rule: same_record, as: province}
  home_store: {rule: most_recent}
  register_channel: {rule: most_trusted}
  member_level: {rule: highest, ladder: member_levels}
  registered_at: {rule: earliest}
  points: {rule: sum, type: integer}
  stored_value: {rule: sum, type: 'decimal(18, 2)'}
    {%- endset -%}
    {%- set given = var('survivorship_rules', none) -%}
    {%- set declared = given if given is mapping else fromyaml(rules) -%}
    {%- do check_survivorship(declared) -%}
    {{ return(declared) }}
{%- endmacro %}


{#- Stops the build at a rule that is declared wrongly, with the attribute, the mistake and what to write. -#}
{% macro check_survivorship(declared) -%}
    {%- set kinds = [
        'most_trusted', 'most_recent', 'most_frequent', 'verified_first', 'same_record', 'highest',
        'earliest', 'sum'
    ] -%}
    {%- set needed = {'same_record': 'as', 'highest': 'ladder', 'sum': 'type'} -%}
    {%- for attribute, entry in declared.attributes.items() -%}
        {%- if entry.rule not in kinds -%}
            {%- do refuse_survivorship(attribute, 'has the unknown rule ' ~ entry.rule ~ '; write one of ' ~ kinds | join(', ')) -%}
        {%- endif -%}
        {%- for key in [needed.get(entry.rule)] if key and not entry.get(key) -%}
            {%- do refuse_survivorship(attribute, 'is of rule ' ~ entry.rule ~ ' and has no ' ~ key) -%}
        {%- endfor -%}
        {%- for key in entry if key not in ['rule', needed.get(entry.rule)] -%}
            {%- do refuse_survivorship(attribute, 'has the key ' ~ key ~ ', which rule ' ~ entry.rule ~ ' does not know') -%}
        {%- endfor -%}
        {%- if entry.rule == 'same_record' and entry.as not in declared.attributes -%}
            {%- do refuse_survivorship(attribute, 'follows ' ~ entry.as ~ ', which is not declared') -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}


{% macro refuse_survivorship(attribute, mistake) -%}
    {{ exceptions.raise_compiler_error(
        'macros/members/survivorship_rules.sql: attribute ' ~ attribute ~ ' ' ~ mistake ~ '.'
    ) }}
{%- endmacro %}


{#- The attributes that are declared with one of these rules, as a list. -#}
{% macro attributes_with(rules) -%}
    {%- set found = [] -%}
    {%- for attribute, entry in survivorship_rules().attributes.items() if entry.rule in rules -%}
        {%- do found.append(attribute) -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}


{#- Whether the column holds one of the attributes declared with these rules. -#}
{% macro is_attribute_with(column, rules) -%}
    {%- set found = attributes_with(rules) -%}
    {{ return(column ~ " in ('" ~ found | join("', '") ~ "')" if found else '1 = 0') }}
{%- endmacro %}


{#- The rule that an attribute is declared with. -#}
{% macro survivorship_rule(attribute) -%}
    case {{ attribute }}
        {%- for name, entry in survivorship_rules().attributes.items() %}
        when '{{ name }}' then '{{ entry.rule }}'
        {%- endfor %}
    end
{%- endmacro %}


{#- The place of a stream in the order of trust, 1 the most trusted; one that is not declared comes last. -#}
{% macro trust_rank(source, stream) -%}
    case concat({{ source }}, '.', {{ stream }})
        {%- for name in survivorship_rules().trusted %}
        when '{{ name }}' then {{ loop.index }}
        {%- endfor %}
        else {{ survivorship_rules().trusted | length + 1 }}
    end
{%- endmacro %}
