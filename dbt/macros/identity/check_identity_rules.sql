{#- Stops the build at a rule of identity that is written wrongly, with its place and the nearest right one. -#}
{% macro check_identity_rules() -%}
    {%- set rules = identity_rules() -%}
    {%- set sections = ['types', 'links', 'members', 'relations', 'phone', 'payment'] -%}
    {%- do check_names('file', rules, sections, 'section') -%}
    {%- for section in sections if section not in rules -%}
        {%- do refuse_rule('file', "lacks the section '" ~ section ~ "'") -%}
    {%- endfor -%}
    {%- do check_declared_types(rules.types) -%}
    {%- for name, rule in rules.types.items() -%}
        {%- do check_identity_type(name, rule) -%}
    {%- endfor -%}
    {%- do check_names('links', rules.links, known_link_rules(), 'link') -%}
    {%- for name in known_link_rules() -%}
        {%- do check_number('links.' ~ name, rules.links.get(name) or {}, 'priority', required=true) -%}
    {%- endfor -%}
    {%- do check_names('members', rules.members, ['most_identifiers'], 'key') -%}
    {%- do check_number('members', rules.members, 'most_identifiers', required=true) -%}
    {%- do check_names('phone', rules.phone, ['noted_for', 'most_nameless'], 'key') -%}
    {%- do check_number('phone', rules.phone, 'most_nameless', required=true) -%}
    {%- do check_types_exist('phone.noted_for', rules.phone.get('noted_for', [])) -%}
    {%- do check_names('payment', rules.payment, ['fewest_payments'], 'key') -%}
    {%- do check_number('payment', rules.payment, 'fewest_payments', required=true) -%}
    {%- do check_types_exist('relations', rules.relations) -%}
    {%- for parent, relation in (rules.relations).items() -%}
        {%- do check_names('relations.' ~ parent, relation, ['whole_states', 'children'], 'key') -%}
        {%- for key in ['whole_states', 'children'] if not relation.get(key) -%}
            {%- do refuse_rule('relations.' ~ parent, "lacks '" ~ key ~ "'") -%}
        {%- endfor -%}
        {%- do check_types_exist('relations.' ~ parent ~ '.children', relation.children) -%}
        {%- for child in relation.children if child not in stated_identifiers() -%}
            {%- do refuse_rule('relations.' ~ parent, "has the child '" ~ child ~ "', which no record states of another") -%}
        {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}


{% macro known_link_rules() -%}
    {{ return(['same_order', 'same_wechat_account', 'verified_phone', 'phone_and_name', 'only_holder_of_phone']) }}
{%- endmacro %}


{#- The types that the records of the sources name; each must have its rules. -#}
{% macro check_declared_types(types) -%}
    {%- set known = ['unionid', 'brand_user_id', 'member_card', 'phone', 'oa_openid', 'mp_openid',
        'shop_openid', 'external_userid', 'youzan_yz_open_id'] -%}
    {%- for name in known if name not in types -%}
        {%- set others = types.keys() | reject('in', known) | list -%}
        {%- do refuse_rule('types', "lacks '" ~ name ~ "'" ~ did_you_mean(name, others)) -%}
    {%- endfor -%}
{%- endmacro %}


{% macro check_identity_type(name, rule) -%}
    {%- set place = 'types.' ~ name -%}
    {%- set counts = ['priority', 'most_members', 'most_people', 'most_cards', 'most_values'] -%}
    {%- set windows = {'most_members_in_window': 'most_members', 'most_values_in_window': 'most_values'} -%}
    {%- set choices = {
        'scope': ['open_platform', 'brand', 'everywhere', 'account'],
        'normaliser': ['as_is', 'trim', 'upper', 'lower', 'alphanumeric'],
        'over_most_values': ['keep_latest', 'refuse_all']
    } -%}
    {%- set others = ['valid_pattern', 'valid_statuses', 'blocked_values', 'blocked_pattern',
        'one_per_member', 'one_per_holder'] -%}
    {%- do check_names(place, rule, counts + windows.keys() | list + choices.keys() | list + others, 'key') -%}
    {%- for key in counts -%}
        {%- do check_number(place, rule, key, required=key == 'priority') -%}
    {%- endfor -%}
    {%- for key, total in windows.items() if key in rule -%}
        {%- do check_names(place ~ '.' ~ key, rule[key], ['count', 'days'], 'key') -%}
        {%- for part in ['count', 'days'] -%}
            {%- do check_number(place ~ '.' ~ key, rule[key], part, required=true) -%}
        {%- endfor -%}
        {%- if total not in rule -%}
            {%- do refuse_rule(place, 'has ' ~ key ~ ' and no ' ~ total ~ '; say how many there may ever be') -%}
        {%- endif -%}
    {%- endfor -%}
    {%- for key, values in choices.items() if key in rule or key == 'scope' -%}
        {%- if rule.get(key) not in values -%}
            {%- do refuse_rule(place ~ '.' ~ key, "is '" ~ rule.get(key, 'missing') ~ "' and must be one of "
                ~ values | join(', ') ~ did_you_mean(rule.get(key, '') | string, values)) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- for key in ['valid_statuses', 'blocked_values'] if key in rule -%}
        {%- if rule[key] is string or rule[key] is not sequence -%}
            {%- do refuse_rule(place ~ '.' ~ key, "is '" ~ rule[key] ~ "' and must be a list") -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if name == 'phone' and not rule.get('valid_statuses') -%}
        {%- do refuse_rule(place, "lacks 'valid_statuses'; without it placeholders would link") -%}
    {%- endif -%}
    {%- for pattern in blocked_patterns(rule) + ([rule.valid_pattern] if 'valid_pattern' in rule else []) -%}
        {%- if execute and not is_pattern(pattern) -%}
            {%- do refuse_rule(place, "has the pattern '" ~ pattern ~ "', which is no regular expression") -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}


{% macro check_names(place, given, known, kind) -%}
    {%- if given is not mapping -%}
        {%- do refuse_rule(place, 'must be a mapping of ' ~ kind ~ 's') -%}
    {%- endif -%}
    {%- for name in given if name not in known -%}
        {%- do refuse_rule(place, 'has the unknown ' ~ kind ~ " '" ~ name ~ "'" ~ did_you_mean(name, known)) -%}
    {%- endfor -%}
{%- endmacro %}


{% macro check_number(place, given, key, required=false) -%}
    {%- set value = given.get(key) -%}
    {%- if (value is not none or required) and (value is not integer or value is boolean or value < 1) -%}
        {%- do refuse_rule(place ~ '.' ~ key, "is '" ~ ('missing' if value is none else value)
            ~ "' and must be a whole number from 1 up") -%}
    {%- endif -%}
{%- endmacro %}


{% macro check_types_exist(place, names) -%}
    {%- set known = identity_rules().types.keys() | list -%}
    {%- for name in names if name not in known -%}
        {%- do refuse_rule(place, "names the unknown type '" ~ name ~ "'" ~ did_you_mean(name, known)) -%}
    {%- endfor -%}
{%- endmacro %}


{#- The patterns of a type's values that stand for nobody; one may be written without a list. -#}
{% macro blocked_patterns(rule) -%}
    {%- set patterns = rule.get('blocked_pattern') or [] -%}
    {{ return([patterns] if patterns is string else patterns) }}
{%- endmacro %}


{% macro refuse_rule(place, mistake) -%}
    {{ exceptions.raise_compiler_error('identity_rules: ' ~ place ~ ' ' ~ mistake ~ '.') }}
{%- endmacro %}
