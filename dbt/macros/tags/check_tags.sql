{#- Stops the build at a tag that is declared wrongly, with the tag, the mistake and what to write. -#}
{% macro check_tags() -%}
    {%- set required = ['code', 'name', 'label_zh', 'category', 'kind', 'definition', 'owner'] -%}
    {%- set optional = ['value', 'rules', 'when', 'score', 'since', 'validity_days'] -%}
    {%- set kinds = ['fact', 'rule', 'model', 'preference', 'manual'] -%}
    {%- set codes = [] -%}
    {%- for tag in tag_definitions() -%}
        {%- set name = tag.get('code', 'number ' ~ loop.index) -%}
        {%- for key in required if not tag.get(key) -%}
            {%- do refuse_tag(name, 'has no ' ~ key ~ '; add a line "' ~ key ~ ': …"') -%}
        {%- endfor -%}
        {%- for key in tag if key not in required + optional -%}
            {%- do refuse_tag(name, 'has an unknown key ' ~ key ~ '; known are ' ~ (required + optional) | join(', ')) -%}
        {%- endfor -%}
        {%- if tag.kind not in kinds -%}
            {%- do refuse_tag(name, 'has the unknown kind ' ~ tag.kind ~ '; write one of ' ~ kinds | join(', ')) -%}
        {%- endif -%}
        {%- if name in codes -%}
            {%- do refuse_tag(name, 'is declared twice; give the second one another code') -%}
        {%- endif -%}
        {%- if tag.kind == 'manual' and (tag.value or tag.rules) -%}
            {%- do refuse_tag(name, 'is manual, so its members come from seeds/manual_tags.csv; drop value and rules') -%}
        {%- endif -%}
        {%- if tag.kind == 'rule' and not tag.rules -%}
            {%- do refuse_tag(name, 'is of kind rule; give it rules, a list of {value: …, when: …}') -%}
        {%- endif -%}
        {%- if tag.kind in ['fact', 'model', 'preference'] and not tag.value -%}
            {%- do refuse_tag(name, 'needs a value, an expression over member_features') -%}
        {%- endif -%}
        {%- for rule in tag.get('rules', []) if not (rule.value and rule.when) -%}
            {%- do refuse_tag(name, 'has a rule without value or when; write {value: …, when: …}') -%}
        {%- endfor -%}
        {%- do codes.append(name) -%}
    {%- endfor -%}
{%- endmacro %}


{% macro refuse_tag(name, mistake) -%}
    {{ exceptions.raise_compiler_error(
        'macros/tags/tag_definitions.sql: tag ' ~ name ~ ' ' ~ mistake ~ '.'
    ) }}
{%- endmacro %}


{#- Stops the build when the columns described for member_tags_wide are not the declared tags. -#}
{% macro check_wide_columns() -%}
    {%- set codes = tag_definitions() | map(attribute='code') | list -%}
    {%- set columns = (model.columns if execute and model is defined else codes) | list -%}
    {%- for code in codes if code not in columns -%}
        {%- do refuse_tag(code, 'has no column in models/marts/tags/member_tags_wide.yml; add it there') -%}
    {%- endfor -%}
    {%- for column in columns if column not in codes + ['one_id'] -%}
        {%- do refuse_tag(column, 'is a column of member_tags_wide.yml but not declared; drop the column') -%}
    {%- endfor -%}
{%- endmacro %}
