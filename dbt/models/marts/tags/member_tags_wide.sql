{{ check_wide_columns() }}

with features as (

    select * from {{ ref('member_features') }}

),

manual_tags as (

    select * from {{ ref('int_manual_tags') }}

),

manual_members as (

    select
        {% for tag in tag_definitions() if tag.kind == 'manual' -%}
        min(tag_value) filter (where tag_code = '{{ tag.code }}') as {{ tag.code }},
        {% endfor -%}
        one_id
    from manual_tags
    group by one_id

)

select
    {% for tag in tag_definitions() -%}
    {{ tag.code if tag.kind == 'manual' else tag_value(tag) }} as {{ tag.code }},
    {% endfor -%}
    features.one_id
from features
left join manual_members on features.one_id = manual_members.one_id
