{{ check_tags() }}

with features as (

    select * from {{ ref('member_features') }}

),

manual_members as (

    select * from {{ ref('int_manual_tags') }}

),

-- in one pass over the members, not one a tag
tagged as (

    select
        one_id,
        unnest({{ tag_structs() }}) as tag
    from features

),

derived as (

    select
        one_id,
        tag.tag_code,
        tag.tag_value,
        tag.score,
        tag.since,
        tag.valid_until
    from tagged
    where tag.tag_value is not null

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
