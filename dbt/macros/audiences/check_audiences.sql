{#- An audience is a few lines in audience_definitions.sql and nothing anywhere else:

    code, name, label_zh    how machines, English and Chinese readers call it
    definition              whom it holds and what for, in a sentence
    definition_zh           the same in Chinese (optional)
    where                   SQL over the tags (as in member_tags_wide) and member_features
    owner                   who answers for it

    Members tagged do_not_disturb are in no audience that says `is_for_contact: true`. -#}
{% macro audience_definitions() -%}
    {%- set text = audience_declarations() -%}
    {%- set declared = fromyaml(text) -%}
    {%- if declared is none -%}
        {{ refuse_yaml('macros/audiences/audience_definitions.sql', text) }}
    {%- endif -%}
    {{ return(declared) }}
{%- endmacro %}


{#- Stops the build at an audience that is declared wrongly, with its place, the mistake and what to write. -#}
{% macro check_audiences() -%}
    {%- set required = ['code', 'name', 'label_zh', 'definition', 'where', 'is_for_contact', 'owner'] -%}
    {%- set keys = required + ['definition_zh'] -%}
    {%- set features = feature_columns() -%}
    {%- set columns = features + (tag_definitions() | map(attribute='code') | list) -%}
    {%- set codes = [] -%}
    {%- for audience in audience_definitions() -%}
        {%- if audience is not mapping -%}
            {%- do refuse_audience('number ' ~ loop.index, 'is no list of keys; write "- code: …" and the other keys below') -%}
        {%- endif -%}
        {%- set name = audience.get('code', 'number ' ~ loop.index) -%}
        {%- for key in audience if key not in keys -%}
            {%- do refuse_audience(name, 'has an unknown key ' ~ key ~ did_you_mean(key, keys)) -%}
        {%- endfor -%}
        {%- for key in required if audience.get(key) is none -%}
            {%- do refuse_audience(name, 'has no ' ~ key ~ '; add a line "' ~ key ~ ': …"') -%}
        {%- endfor -%}
        {%- if not is_code(name) -%}
            {%- do refuse_audience(name, 'has a code with other signs than a-z, 0-9 and _') -%}
        {%- endif -%}
        {%- if audience.is_for_contact not in [true, false] -%}
            {%- do refuse_audience(name, 'says is_for_contact: ' ~ audience.is_for_contact ~ '; write true or false') -%}
        {%- endif -%}
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
    {%- set place = namespace(text='') -%}
    {%- for line in audience_declarations().split('\n') -%}
        {%- if line.strip() == '- code: ' ~ name -%}
            {%- set place.text = ', line ' ~ (loop.index0 + 2) -%}
        {%- endif -%}
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
