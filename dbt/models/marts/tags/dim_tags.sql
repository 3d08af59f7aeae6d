with definitions as (

    {% for tag in tag_definitions() -%}
    {{ 'union all' if not loop.first }}
    select
        {{ sql_text(tag.code) }} as tag_code,
        {{ sql_text(tag.name) }} as tag_name,
        {{ sql_text(tag.label_zh) }} as label_zh,
        {{ sql_text(tag.category) }} as category,
        {{ sql_text(tag.kind) }} as kind,
        {{ sql_text(tag.definition) }} as definition,
        {{ sql_text(tag_value(tag) if tag.kind != 'manual' else none) }} as expression,
        {{ sql_text(tag.owner) }} as owner,
        cast({{ tag.validity_days or 'null' }} as integer) as validity_days,
        cast({{ sql_text(tag.get('definition_zh')) }} as varchar) as definition_zh
    {% endfor %}

),

member_tags as (

    select * from {{ ref('member_tags') }}

),

members as (

    select count(*) as member_total from {{ ref('dim_members') }}

),

carried as (

    select
        tag_code,
        count(*) as member_count,
        count(distinct tag_value) as value_count
    from member_tags
    group by tag_code

)

select
    definitions.tag_code,
    definitions.tag_name,
    definitions.label_zh,
    definitions.category,
    definitions.kind,
    definitions.definition,
    definitions.expression,
    definitions.owner,
    definitions.validity_days,
    cast(coalesce(carried.member_count, 0) as integer) as member_count,
    cast(coalesce(carried.value_count, 0) as integer) as value_count,
    {{ rate('coalesce(carried.member_count, 0)', 'members.member_total') }} as coverage,
    definitions.definition_zh
from definitions
cross join members
left join carried on definitions.tag_code = carried.tag_code
