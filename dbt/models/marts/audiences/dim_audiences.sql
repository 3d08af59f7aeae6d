with definitions as (

    {% for audience in audience_definitions() -%}
    {{ 'union all' if not loop.first }}
    select
        {{ sql_text(audience.code) }} as audience_code,
        {{ sql_text(audience.name) }} as audience_name,
        {{ sql_text(audience.label_zh) }} as label_zh,
        {{ sql_text(audience.definition) }} as definition,
        {{ sql_text(audience_condition(audience)) }} as expression,
        {{ 'true' if audience.is_for_contact else 'false' }} as is_for_contact,
        {{ sql_text(audience.owner) }} as owner,
        cast({{ sql_text(audience.get('definition_zh')) }} as varchar) as definition_zh
    {% endfor %}

),

sizes as (

    select
        audience_code,
        count(*) as member_count
    from {{ ref('member_audiences') }}
    group by audience_code

),

members as (

    select count(*) as member_total from {{ ref('dim_members') }}

)

select
    definitions.audience_code,
    definitions.audience_name,
    definitions.label_zh,
    definitions.definition,
    definitions.expression,
    definitions.is_for_contact,
    definitions.owner,
    cast(coalesce(sizes.member_count, 0) as integer) as member_count,
    {{ rate('coalesce(sizes.member_count, 0)', 'members.member_total') }} as coverage,
    definitions.definition_zh
from definitions
cross join members
left join sizes on definitions.audience_code = sizes.audience_code
