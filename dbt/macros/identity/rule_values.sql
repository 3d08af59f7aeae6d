{#- The rules file as values of SQL: what models read of it. What stands in the file is in identity_rules. -#}

{#- The columns of one type in int_identity__rules. -#}
{% macro rule_row(identifier_type, rule) -%}
    '{{ identifier_type }}' as identifier_type
    {%- for name in ['priority', 'most_members', 'most_people', 'most_cards', 'most_values'] -%}
    , cast({{ rule.get(name, 'null') }} as bigint) as {{ name }}
    {%- endfor -%}
    {%- for name in ['most_members_in_window', 'most_values_in_window'] -%}
    {%- set window = rule.get(name, {}) -%}
    , cast({{ window.get('count', 'null') }} as bigint) as {{ name }}
    , cast({{ window.get('days', 'null') }} as bigint) as {{ name }}_days
    {%- endfor -%}
    {%- for name in ['scope', 'normaliser', 'valid_pattern', 'over_most_values'] -%}
    , cast({{ quoted_list([rule[name]]) if name in rule else 'null' }} as varchar) as {{ name }}
    {%- endfor -%}
    {%- for name in ['one_per_member', 'one_per_holder'] -%}
    , {{ rule.get(name, false) | lower }} as {{ name }}
    {%- endfor -%}
    {%- set patterns = blocked_patterns(rule) %}
    , cast({{ quoted_list([patterns | join(' | ')]) if patterns else 'null' }} as varchar)
        as blocked_patterns
    , cast({{ rule.get('blocked_values', []) | length }} as bigint) as blocked_values
{%- endmacro %}


{#- A value in the form in which spellings of one identifier are equal, by its type. -#}
{% macro spelled_normally(identifier_type, value) -%}
    case {{ identifier_type }}
        {%- for name in normalised_types() %}
        when '{{ name }}' then {{ normal_value(value, identity_rules().types[name].normaliser) }}
        {%- endfor %}
        else {{ value }}
    end
{%- endmacro %}


{#- The rule by which a value stands for nobody; null if it may stand for somebody. -#}
{% macro value_verdict(identifier_type, value, phone_status) -%}
    case
        {%- for name, rule in identity_rules().types.items() -%}
        {%- set of_type = identifier_type ~ " = '" ~ name ~ "'" -%}
        {%- for pattern in blocked_patterns(rule) %}
        when {{ of_type }} and {{ matches(value, pattern) }} then 'blocked_value'
        {%- endfor -%}
        {%- if rule.get('blocked_values') %}
        when {{ of_type }} and {{ value }} in ({{ quoted_list(rule.blocked_values) }}) then 'blocked_value'
        {%- endif -%}
        {%- if rule.get('valid_pattern') %}
        when {{ of_type }} and not {{ matches(value, rule.valid_pattern) }} then 'invalid_value'
        {%- endif -%}
        {%- if rule.get('valid_statuses') %}
        when {{ of_type }} and coalesce({{ phone_status }}, '') not in ({{ quoted_list(rule.valid_statuses) }})
            then 'blocked_value'
        {%- endif -%}
        {%- endfor %}
    end
{%- endmacro %}


{#- The types whose values have several spellings. -#}
{% macro normalised_types() -%}
    {%- set found = [] -%}
    {%- for identifier_type, rule in identity_rules().types.items()
        if rule.get('normaliser', 'as_is') != 'as_is' -%}
        {%- do found.append(identifier_type) -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}


{#- Texts as a list of SQL literals; of none, a literal that equals nothing. -#}
{% macro quoted_list(texts) -%}
    {%- for text in texts -%}
        '{{ text | string | replace("'", "''") }}'{{ ', ' if not loop.last }}
    {%- else -%}
        null
    {%- endfor -%}
{%- endmacro %}


{#- The form of a value in which spellings of one identifier are equal. -#}
{% macro normal_value(value, normaliser) -%}
    {%- if normaliser == 'trim' -%}trim({{ value }})
    {%- elif normaliser == 'upper' -%}upper(trim({{ value }}))
    {%- elif normaliser == 'lower' -%}lower(trim({{ value }}))
    {%- elif normaliser == 'alphanumeric' -%}{{ letters_and_digits('upper(' ~ value ~ ')') }}
    {%- else -%}{{ value }}
    {%- endif -%}
{%- endmacro %}


{#- How firm the links of each rule are, as a case over a column that holds the rule. -#}
{% macro link_strength(rule) -%}
    {%- set rules = identity_rules() -%}
    case {{ rule }}
        when 'must_link' then 0
        when 'same_value' then 1
        {% for name, link in rules.links.items() -%}
        when '{{ name }}' then {{ link.priority }}
        {% endfor -%}
        {% for name, type in rules.types.items() -%}
        when '{{ name }}' then {{ type.priority }}
        {% endfor -%}
    end
{%- endmacro %}
