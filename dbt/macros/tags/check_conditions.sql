{#- What is checked of every condition that people write, in tags and audiences alike: that it is SQL, and
    that the values it compares with exist. A slip in either would else show as an empty tag, or not at all. -#}

{#- The values that are known of a tag or a stage, by name: of rules their values, of the axes their stages. -#}
{% macro known_values() -%}
    {%- set known = {
        'consumption_stage': lifecycle_stages() | selectattr(0, 'equalto', 'consumption') | map(attribute=1) | list,
        'activity_stage': lifecycle_stages() | selectattr(0, 'equalto', 'activity') | map(attribute=1) | list,
        'value_tier': ['core', 'general', 'none'],
    } -%}
    {%- for tag in tag_definitions() if tag.rules -%}
        {%- do known.update({tag.code: tag.rules | map(attribute='value') | list}) -%}
    {%- endfor -%}
    {{ return(known) }}
{%- endmacro %}


{#- The first value in a condition that its tag or stage never has: what is wrong, in words; else nothing. -#}
{% macro unknown_value(condition) -%}
    {%- for name, values in known_values().items() -%}
        {%- set compared = modules.re.findall(
            '\\b' ~ name ~ "\\s*(?:=|<>|!=)\\s*'([^']*)'", condition | string) -%}
        {%- for listed in modules.re.findall(
            '\\b' ~ name ~ '\\s+(?:not\\s+)?in\\s*\\(([^)]*)\\)', condition | string) -%}
            {%- do compared.extend(modules.re.findall("'([^']*)'", listed)) -%}
        {%- endfor -%}
        {%- for value in compared if value not in values -%}
            {{ return("compares " ~ name ~ " with '" ~ value ~ "', which it never is" ~ did_you_mean(value, values)) }}
        {%- endfor -%}
    {%- endfor -%}
    {{ return('') }}
{%- endmacro %}


{#- The first of named expressions that is no SQL: its name and the mistake; else nothing. -#}
{% macro first_syntax_mistake(expressions) -%}
    {%- if execute -%}
        {%- set mistakes = syntax_mistakes(expressions | map(attribute=1) | list) -%}
        {%- for name, text in expressions -%}
            {%- if mistakes[loop.index0] -%}
                {{ return([name, 'writes "' ~ text ~ '", which is no SQL: ' ~ mistakes[loop.index0]]) }}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return([]) }}
{%- endmacro %}


{#- Whether a code can be the name of a column. -#}
{% macro is_code(code) -%}
    {{ return(modules.re.fullmatch('[a-z][a-z0-9_]*', code | string) is not none) }}
{%- endmacro %}


{#- Stops the build at declarations that are no YAML, with the line at which they cease to be. They begin
    on the second line of their file. -#}
{% macro refuse_yaml(file, text) -%}
    {%- set lines = text.split('\n') -%}
    {%- set found = namespace(line=none) -%}
    {%- for line in lines if found.line is none -%}
        {%- if line.strip() and fromyaml(lines[:loop.index] | join('\n')) is none -%}
            {%- set found.line = loop.index0 -%}
        {%- endif -%}
    {%- endfor -%}
    {{ exceptions.raise_compiler_error(
        file ~ ', line ' ~ ((found.line or 0) + 2) ~ ', is no YAML: "' ~ (lines[found.line or 0] | trim)
        ~ '". Indent with blanks, two more than the line it belongs to, and put a condition that holds a comma,'
        ~ ' colon or brace into "…".'
    ) }}
{%- endmacro %}
