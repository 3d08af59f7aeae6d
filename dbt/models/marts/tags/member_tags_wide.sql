{%- if execute -%}{%- do check_wide_columns(model.columns) -%}{%- endif -%}

with features as (

    select * from {{ ref('member_features') }}

),

manual_members as (

    select
        one_id
        {%- for tag in tag_definitions() if tag.kind == 'manual' %},
        min(tag_value) filter (where tag_code = '{{ tag.code }}') as {{ tag.code }}
        {%- endfor %}
    from {{ ref('int_manual_tags') }}
    group by one_id

)

select
    features.one_id
    {%- for tag in tag_definitions() %},
    {% if tag.kind == 'manual' -%}
    manual_members.{{ tag.code }}
    {%- else -%}
    {{ tag_value(tag) }} as {{ tag.code }}
    {%- endif %}
    {%- endfor %}
from features
left join manual_members on features.one_id = manual_members.one_id
