-- A returned row is a tag or an audience whose size is not the number of members who carry it or
-- are in it.
{{ config(meta={'dagster': {'ref': {'name': 'dim_tags'}}}) }}

with carried as (

    select
        tag_code as code,
        count(*) as member_count
    from {{ ref('member_tags') }}
    group by tag_code

),

sizes as (

    select
        audience_code as code,
        count(*) as member_count
    from {{ ref('member_audiences') }}
    group by audience_code

),

today as (

    select
        audience_code as code,
        member_count
    from {{ ref('audience_daily') }}
    where as_of_date = {{ as_of() }}

),

compared as (

    select
        'tag' as kind,
        coalesce(tags.tag_code, carried.code) as code,
        tags.member_count as stated_count,
        coalesce(carried.member_count, 0) as member_count
    from {{ ref('dim_tags') }} as tags
    full outer join carried on tags.tag_code = carried.code

    union all

    select
        'audience' as kind,
        coalesce(audiences.audience_code, sizes.code) as code,
        audiences.member_count as stated_count,
        coalesce(sizes.member_count, 0) as member_count
    from {{ ref('dim_audiences') }} as audiences
    full outer join sizes on audiences.audience_code = sizes.code

    union all

    select
        'audience today' as kind,
        today.code,
        today.member_count as stated_count,
        coalesce(sizes.member_count, 0) as member_count
    from today
    left join sizes on today.code = sizes.code

)

select * from compared
where stated_count is distinct from member_count
