{#- '; did you mean …?' with the candidate that shares the largest part of its letter pairs, if any does. -#}
{% macro did_you_mean(name, candidates) -%}
    {%- set best = namespace(name=none, score=0) -%}
    {%- set pairs = letter_pairs(name) -%}
    {%- for candidate in candidates -%}
        {%- set others = letter_pairs(candidate) -%}
        {%- set common = pairs | select('in', others) | list | length -%}
        {%- set score = 2 * common / (pairs | length + others | length) -%}
        {%- if score > best.score -%}
            {%- set best.name = candidate -%}
            {%- set best.score = score -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return("; did you mean '" ~ best.name ~ "'?" if best.score >= 0.4 else '; known are ' ~ candidates | join(', ')
        if candidates else '') }}
{%- endmacro %}


{% macro letter_pairs(name) -%}
    {%- set padded = '^' ~ name ~ '$' -%}
    {%- set pairs = [] -%}
    {%- for place in range(padded | length - 1) -%}
        {%- do pairs.append(padded[place:place + 2]) -%}
    {%- endfor -%}
    {{ return(pairs) }}
{%- endmacro %}
