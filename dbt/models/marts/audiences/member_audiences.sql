{{ check_audiences() }}

with members as (

    select * from {{ ref('int_audience_members') }}

),

recorded as (

    select *
    from {{ published('member_audiences', {
        'one_id': 'varchar', 'audience_code': 'varchar', 'since': 'date'
    }) }} as audiences

),

found as (

    {% for audience in audience_definitions() -%}
    {{ 'union all' if not loop.first }}
    select
        one_id,
        '{{ audience.code }}' as audience_code
    from members
    where {{ audience_condition(audience) }}
    {% endfor %}

)

select
    found.one_id,
    found.audience_code,
    coalesce(recorded.since, {{ as_of() }}) as since
from found
left join recorded
    on found.one_id = recorded.one_id and found.audience_code = recorded.audience_code
