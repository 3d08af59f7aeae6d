{#- What a tag's declaration means in SQL over the columns of member_features. -#}

{#- The value of a tag for a member as text; null when the member does not carry it. -#}
{% macro tag_value(tag) -%}
    {%- if tag.rules -%}
        {%- set value = tag_case(tag.rules) -%}
    {%- else -%}
        {%- set value = 'cast(' ~ tag.value ~ ' as varchar)' -%}
    {%- endif -%}
    {%- if tag.when -%}
        {{ return('case when ' ~ tag.when ~ ' then ' ~ value ~ ' end') }}
    {%- endif -%}
    {{ return(value) }}
{%- endmacro %}


{#- Ordered rules as one case expression: the first that holds decides. -#}
{% macro tag_case(rules) -%}
    {%- set branches = [] -%}
    {%- for rule in rules -%}
        {%- do branches.append('when ' ~ rule.when ~ " then '" ~ rule.value ~ "'") -%}
    {%- endfor -%}
    {{ return('case ' ~ branches | join(' ') ~ ' end') }}
{%- endmacro %}


{#- The last day a copy of the tag may be used elsewhere; null for as long as it is not renewed. -#}
{% macro tag_valid_until(tag) -%}
    {%- if tag.validity_days -%}
        {{ return(add_days('as_of_date', tag.validity_days)) }}
    {%- endif -%}
    {{ return('cast(null as date)') }}
{%- endmacro %}


{#- What every tag that is not imported says of a member, as a list of structs. -#}
{% macro tag_structs() -%}
    {%- set sets = [] -%}
    {%- for tag in tag_definitions() if tag.kind != 'manual' -%}
        {%- do sets.append({
            'tag_code': "'" ~ tag.code ~ "'",
            'tag_value': tag_value(tag),
            'score': 'cast(' ~ (tag.score or 'null') ~ ' as decimal(9, 4))',
            'since': 'cast(' ~ (tag.since or 'null') ~ ' as date)',
            'valid_until': tag_valid_until(tag),
        }) -%}
    {%- endfor -%}
    {{ return(list_of_structs(sets)) }}
{%- endmacro %}


{#- A text as an SQL literal; null when there is none. -#}
{% macro sql_text(text) -%}
    {{ return("'" ~ (text | string | replace("'", "''")) ~ "'" if text is not none else 'null') }}
{%- endmacro %}
