{#- The name that looks most like a misspelt one: the most pairs of neighbouring letters in common. -#}
{% macro nearest_name(wrong, names) -%}
    {%- set found = namespace(name='', likeness=-1) -%}
    {%- set wanted = letter_pairs(wrong) -%}
    {%- for name in names -%}
        {%- set pairs = letter_pairs(name) -%}
        {%- set common = pairs | select('in', wanted) | list | length -%}
        {%- set likeness = 2 * common / (pairs | length + wanted | length) -%}
        {%- if likeness > found.likeness -%}
            {%- set found.name = name -%}
            {%- set found.likeness = likeness -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(found.name) }}
{%- endmacro %}


{% macro letter_pairs(word) -%}
    {%- set padded = '^' ~ (word | string | lower) ~ '$' -%}
    {%- set pairs = [] -%}
    {%- for position in range(padded | length - 1) -%}
        {%- do pairs.append(padded[position:position + 2]) -%}
    {%- endfor -%}
    {{ return(pairs | unique | list) }}
{%- endmacro %}
