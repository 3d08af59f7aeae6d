{#- Stops the build at an audience that is declared wrongly, with its place, the mistake and what to write. -#}
{% macro check_audiences() -%}
    {%- set keys = ['code', 'name', 'label_zh', 'definition', 'where', 'is_for_contact', 'owner'] -%}
    {%- set features = feature_columns() -%}
    {%- set columns = features + (tag_definitions() | map(attribute='code') | list) -%}
    {%- set codes = [] -%}
    {%- for audience in audience_definitions() -%}
        {%- set name = audience.get('code', 'number ' ~ loop.index) -%}
        {%- for key in audience if key not in keys -%}
            {%- do refuse_audience(name, 'has an unknown key ' ~ key ~ did_you_mean(key, keys)) -%}
        {%- endfor -%}
        {%- for key in keys if audience.get(key) is none -%}
            {%- do refuse_audience(name, 'has no ' ~ key ~ '; add a line "' ~ key ~ ': …"') -%}
        {%- endfor -%}
        {%- if name in codes -%}
            {%- do refuse_audience(name, 'is declared twice; give the second one another code') -%}
        {%- endif -%}
        {%- for word in unknown_features({'when': audience.where}, columns if features else []) -%}
            {%- do refuse_audience(name, 'reads ' ~ word ~ ', which is neither a tag nor a column of member_features' ~ did_you_mean(word, columns)) -%}
        {%- endfor -%}
        {%- if unknown_value(audience.where) -%}
            {%- do refuse_audience(name, unknown_value(audience.where)) -%}
        {%- endif -%}
        {%- do codes.append(name) -%}
    {%- endfor -%}
    {%- set expressions = [] -%}
    {%- for audience in audience_definitions() -%}
        {%- do expressions.append((audience.code, audience.where)) -%}
    {%- endfor -%}
    {%- set found = first_syntax_mistake(expressions) -%}
    {%- if found -%}
        {%- do refuse_audience(found[0], found[1]) -%}
    {%- endif -%}
{%- endmacro %}


{% macro refuse_audience(name, mistake) -%}
    {%- set lines = audience_declarations().split('\n') -%}
    {%- set place = namespace(text='') -%}
    {%- for line in lines if line.strip() == '- code: ' ~ name -%}
        {%- set place.text = ', declaration line ' ~ lines.index(line) -%}
    {%- endfor -%}
    {{ exceptions.raise_compiler_error(
        'macros/audiences/audience_definitions.sql' ~ place.text ~ ': audience ' ~ name ~ ' ' ~ mistake ~ '.'
    ) }}
{%- endmacro %}


{#- The condition of an audience; nobody who asked to be left alone is in one that is for contact. -#}
{% macro audience_condition(audience) -%}
    {%- if audience.is_for_contact -%}
        {{ return('(' ~ audience.where ~ ') and do_not_disturb is null') }}
    {%- endif -%}
    {{ return(audience.where) }}
{%- endmacro %}
