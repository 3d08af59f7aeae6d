{#- Stops the build at a tag that is declared wrongly, with its place, the mistake and what to write. -#}
{% macro check_tags() -%}
    {%- set required = ['code', 'name', 'label_zh', 'category', 'kind', 'definition', 'owner'] -%}
    {%- set optional = ['definition_zh', 'value', 'rules', 'when', 'score', 'since', 'validity_days'] -%}
    {%- set kinds = ['fact', 'rule', 'model', 'preference', 'manual'] -%}
    {%- set columns = feature_columns() -%}
    {%- set codes, labels = [], [] -%}
    {%- for tag in tag_definitions() -%}
        {%- if tag is not mapping -%}
            {%- do refuse_tag(tag, 'is no list of keys; write "- code: …" and the other keys below') -%}
        {%- endif -%}
        {%- set name = tag.get('code', 'number ' ~ loop.index) -%}
        {%- for key in tag if key not in required + optional -%}
            {%- do refuse_tag(name, 'has an unknown key ' ~ key ~ did_you_mean(key, required + optional)) -%}
        {%- endfor -%}
        {%- for key in required if not tag.get(key) -%}
            {%- do refuse_tag(name, 'has no ' ~ key ~ '; add a line "' ~ key ~ ': …"') -%}
        {%- endfor -%}
        {%- if tag.kind not in kinds -%}
            {%- do refuse_tag(name, 'has the unknown kind ' ~ tag.kind ~ did_you_mean(tag.kind, kinds)) -%}
        {%- endif -%}
        {%- if not is_code(name) -%}
            {%- do refuse_tag(name, 'has a code with other signs than a-z, 0-9 and _') -%}
        {%- endif -%}
        {%- if tag.label_zh in labels -%}
            {%- do refuse_tag(name, 'has the label ' ~ tag.label_zh ~ ' of another tag; call it otherwise') -%}
        {%- endif -%}
        {%- if tag.validity_days is defined and tag.validity_days is not integer -%}
            {%- do refuse_tag(name, 'says validity_days: ' ~ tag.validity_days ~ '; write a whole number') -%}
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
        {%- for rule in tag.get('rules', []) -%}
            {%- if rule is not mapping or not (rule.value and rule.when) -%}
                {%- do refuse_tag(name, 'has a rule without value or when; write {value: …, when: …}') -%}
            {%- endif -%}
            {%- if rule.value is not string -%}
                {%- do refuse_tag(name, 'has the value ' ~ rule.value ~ ', which YAML takes for no text; put it into quotes') -%}
            {%- endif -%}
        {%- endfor -%}
        {%- for word in unknown_features(tag, columns) -%}
            {%- do refuse_tag(name, 'reads ' ~ word ~ ', which is no column of member_features' ~ did_you_mean(word, columns)) -%}
        {%- endfor -%}
        {%- for text in tag_texts(tag) if unknown_value(text) -%}
            {%- do refuse_tag(name, unknown_value(text)) -%}
        {%- endfor -%}
        {%- do codes.append(name) -%}
        {%- do labels.append(tag.label_zh) -%}
    {%- endfor -%}
    {%- set expressions = [] -%}
    {%- for tag in tag_definitions() -%}
        {%- for text in tag_texts(tag) -%}
            {%- do expressions.append((tag.code, text)) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- set found = first_syntax_mistake(expressions) -%}
    {%- if found -%}
        {%- do refuse_tag(found[0], found[1]) -%}
    {%- endif -%}
{%- endmacro %}


{#- Every expression of a tag. -#}
{% macro tag_texts(tag) -%}
    {%- set texts = [tag.value, tag.when, tag.score, tag.since] + (tag.rules or []) | map(attribute='when') | list -%}
    {{ return(texts | select | list) }}
{%- endmacro %}


{#- The columns that tags may read; none while dbt only parses. -#}
{% macro feature_columns() -%}
    {%- for node in (graph.nodes | default({})).values() if node.name == 'member_features' and node.resource_type == 'model' -%}
        {{ return(node.columns | list) }}
    {%- endfor -%}
    {{ return([]) }}
{%- endmacro %}


{#- Names in a tag's expressions that are neither a column nor a word of SQL. -#}
{% macro unknown_features(tag, columns) -%}
    {%- set words = 'and or not is null between in like case when then else end true false cast as
        date varchar integer decimal month year day coalesce date_trunc greatest least abs'.split() -%}
    {%- set unknown = [] -%}
    {%- if columns -%}
        {%- for text in tag_texts(tag) -%}
            {%- set bare = modules.re.sub("'[^']*'", ' ', text | string) -%}
            {%- for word in modules.re.findall('[^\\W\\d]\\w*', bare) -%}
                {%- if word | lower not in words and word not in columns -%}
                    {%- do unknown.append(word) -%}
                {%- endif -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(unknown) }}
{%- endmacro %}


{#- Where a tag is declared: file and line. A shelf's declarations begin on the second line of its file. -#}
{% macro tag_place(code) -%}
    {%- for shelf, text in tag_shelves().items() -%}
        {%- for line in text.split('\n') if line.strip() in ['- code: ' ~ code, '- ' ~ code] -%}
            {{ return('macros/tags/shelves/' ~ shelf ~ '.sql, line ' ~ (text.split('\n').index(line) + 2)) }}
        {%- endfor -%}
    {%- endfor -%}
    {{ return('macros/tags/shelves/') }}
{%- endmacro %}


{% macro refuse_tag(name, mistake) -%}
    {{ exceptions.raise_compiler_error(tag_place(name) ~ ': tag ' ~ name ~ ' ' ~ mistake ~ '.') }}
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
