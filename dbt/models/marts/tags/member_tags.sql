{{ check_tags() }}

with features as (

    select * from {{ ref('member_features') }}

),

manual_members as (

    select * from {{ ref('int_manual_tags') }}

),

derived as (

    {% for tag in tag_definitions() if tag.kind != 'manual' -%}
    {{ 'union all' if not loop.first }}
    select
        one_id,
        '{{ tag.code }}' as tag_code,
        {{ tag_value(tag) }} as tag_value,
        cast({{ tag.score or 'null' }} as decimal(9, 4)) as score,
        cast({{ tag.since or 'null' }} as date) as since,
        {{ tag_valid_until(tag) }} as valid_until
    from features
    where {{ tag_value(tag) }} is not null
    {% endfor %}

),

unioned as (

    select
        one_id,
        tag_code,
        tag_value,
        score,
        since,
        valid_until
    from derived

    union all

    select
        one_id,
        tag_code,
        tag_value,
        cast(null as decimal(9, 4)) as score,
        since,
        valid_until
    from manual_members

)

select
    one_id,
    tag_code,
    tag_value,
    score,
    since,
    valid_until
from unioned
