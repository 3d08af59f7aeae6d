{#- Every tag, declared: a few lines on the shelf of its category (shelves/), and a column in
    member_tags_wide.yml. What a declaration says:

    code, name, label_zh    how machines, English and Chinese readers call it
    category                the shelf an operator looks on
    kind                    fact, rule, model, preference or manual
    definition              what it says about a member, in a sentence
    definition_zh           the same in Chinese (optional)
    value                   SQL over member_features; members for whom it is null do not carry the tag
    rules                   instead of value, for kind rule: the first `when` that holds gives the value
    when                    who can carry the tag at all (optional)
    score                   how strongly, between 0 and 1 (optional)
    since                   the day the fact began, as far as the data tells (optional)
    owner, validity_days    who answers for it; how long a copy of it may be used elsewhere

    A manual tag has no value: its members stand in seeds/manual_tags.csv. -#}
{% macro tag_definitions() -%}
    {%- set tags = [] -%}
    {%- for shelf, text in tag_shelves().items() -%}
        {%- set declared = fromyaml(text) -%}
        {%- if declared is none -%}
            {{ refuse_yaml('macros/tags/shelves/' ~ shelf ~ '.sql', text) }}
        {%- endif -%}
        {%- for tag in declared -%}
            {%- do tags.append(tag) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(tags) }}
{%- endmacro %}


{#- The shelves in the order in which operators see them, each with the text of its declarations. -#}
{% macro tag_shelves() -%}
    {{ return({
        'profile': tag_shelf_profile(),
        'source': tag_shelf_source(),
        'spending': tag_shelf_spending(),
        'preference': tag_shelf_preference(),
        'feedback': tag_shelf_feedback(),
        'sensitivity': tag_shelf_sensitivity(),
        'activity': tag_shelf_activity(),
        'interaction': tag_shelf_interaction(),
        'lifecycle': tag_shelf_lifecycle(),
        'value': tag_shelf_value(),
        'referral': tag_shelf_referral(),
        'risk': tag_shelf_risk(),
        'service': tag_shelf_service(),
        'compliance': tag_shelf_compliance(),
    }) }}
{%- endmacro %}
