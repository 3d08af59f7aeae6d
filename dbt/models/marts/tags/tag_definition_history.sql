with recorded as (

    select *
    from {{ published('tag_definition_history', {
        'tag_code': 'varchar', 'version': 'integer', 'definition': 'varchar',
        'expression': 'varchar', 'kind': 'varchar', 'valid_from': 'date', 'valid_to': 'date'
    }) }} as history

),

current_ones as (

    select
        tag_code,
        definition,
        expression,
        kind
    from {{ ref('dim_tags') }}

),

latest as (

    select
        tag_code,
        max(version) as version
    from recorded
    group by tag_code

),

standing as (

    select
        current_ones.*,
        coalesce(latest.version, 0) as last_version,
        recorded.tag_code is not null
        and recorded.valid_to is null
        and current_ones.definition = recorded.definition
        and coalesce(current_ones.expression, '') = coalesce(recorded.expression, '')
        and current_ones.kind = recorded.kind as is_unchanged
    from current_ones
    left join latest on current_ones.tag_code = latest.tag_code
    left join recorded
        on latest.tag_code = recorded.tag_code and latest.version = recorded.version

)

select
    recorded.tag_code,
    recorded.version,
    recorded.definition,
    recorded.expression,
    recorded.kind,
    recorded.valid_from,
    case
        when recorded.valid_to is not null then recorded.valid_to
        when not coalesce(standing.is_unchanged, false) then {{ as_of() }}
    end as valid_to
from recorded
left join standing on recorded.tag_code = standing.tag_code

union all

select
    tag_code,
    last_version + 1 as version,
    definition,
    expression,
    kind,
    {{ as_of() }} as valid_from,
    cast(null as date) as valid_to
from standing
where not is_unchanged
