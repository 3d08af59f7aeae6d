{#- Scoring and naming of RFM: recency, frequency, monetary value. -#}

{#- The quintile of a value among `number_of_rows`, 5 best. Equal values get equal scores: the score
    follows from the share of buyers who rank strictly below, so that ties never depend on the order
    of rows. -#}
{% macro quintile(order_by, number_of_rows) -%}
    cast(
        floor(5 * (rank() over (order by {{ order_by }}) - 1) / {{ number_of_rows }}) + 1 as integer
    )
{%- endmacro %}


{#- The band of a value among fixed business cuts: 1 below the first, one more for every cut reached.
    With `fewer_is_better` (days of recency) a value up to the first cut is in the best band. -#}
{% macro business_band(value, cuts, fewer_is_better=false) -%}
    case
        {%- for cut in cuts %}
        {%- if fewer_is_better %}
        when {{ value }} <= {{ cut }} then {{ (cuts | length) + 2 - loop.index }}
        {%- else %}
        when {{ value }} < {{ cut }} then {{ loop.index }}
        {%- endif %}
        {%- endfor %}
        else {{ 1 if fewer_is_better else (cuts | length) + 1 }}
    end
{%- endmacro %}


{#- The eight segments: every combination of high and low recency, frequency and monetary value has
    exactly one name, so segments can neither overlap nor leave a hole. -#}
{% macro rfm_segment(recency, frequency, monetary) -%}
    {%- set high = var('rfm_high_score') -%}
    case
        when {{ monetary }} >= {{ high }}
            then case
                when {{ recency }} >= {{ high }} and {{ frequency }} >= {{ high }} then 'key_value'
                when {{ recency }} >= {{ high }} then 'key_develop'
                when {{ frequency }} >= {{ high }} then 'key_keep'
                else 'key_win_back'
            end
        when {{ recency }} >= {{ high }} and {{ frequency }} >= {{ high }} then 'general_value'
        when {{ recency }} >= {{ high }} then 'general_develop'
        when {{ frequency }} >= {{ high }} then 'general_keep'
        else 'general_win_back'
    end
{%- endmacro %}
