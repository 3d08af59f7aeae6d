with recorded as (

    select *
    from {{ published('member_tag_history', {
        'one_id': 'varchar', 'tag_code': 'varchar', 'tag_value': 'varchar',
        'valid_from': 'date', 'valid_to': 'date'
    }) }} as history

),

carried as (

    select
        one_id,
        tag_code,
        tag_value,
        least(since, {{ as_of() }}) as since
    from {{ ref('member_tags') }}

),

-- What was recorded of a member and tag ends where the next value begins, never later.
ended as (

    select
        one_id,
        tag_code,
        max(coalesce(valid_to, {{ as_of() }})) as last_day
    from recorded
    group by one_id, tag_code

),

kept as (

    select
        recorded.one_id,
        recorded.tag_code,
        recorded.tag_value,
        recorded.valid_from,
        case
            when recorded.valid_to is not null then recorded.valid_to
            when carried.one_id is null then {{ as_of() }}
        end as valid_to
    from recorded
    left join carried
        on
            recorded.one_id = carried.one_id
            and recorded.tag_code = carried.tag_code
            and recorded.tag_value = carried.tag_value

),

begun as (

    select
        carried.one_id,
        carried.tag_code,
        carried.tag_value,
        greatest(
            coalesce(carried.since, {{ as_of() }}),
            coalesce(ended.last_day, cast('1970-01-01' as date))
        ) as valid_from,
        cast(null as date) as valid_to
    from carried
    left join ended
        on carried.one_id = ended.one_id and carried.tag_code = ended.tag_code
    left join recorded
        on
            carried.one_id = recorded.one_id
            and carried.tag_code = recorded.tag_code
            and carried.tag_value = recorded.tag_value
            and recorded.valid_to is null
    where recorded.one_id is null

)

select
    one_id,
    tag_code,
    tag_value,
    valid_from,
    valid_to
from kept
where valid_to is null or valid_to > valid_from

union all

select
    one_id,
    tag_code,
    tag_value,
    valid_from,
    valid_to
from begun
