with recorded as (

    select *
    from {{ published('audience_daily', {
        'audience_code': 'varchar', 'as_of_date': 'date', 'member_count': 'integer',
        'entered': 'integer', 'left_count': 'integer'
    }) }} as days

),

former as (

    select *
    from {{ published('member_audiences', {
        'one_id': 'varchar', 'audience_code': 'varchar', 'since': 'date'
    }) }} as audiences

),

present as (

    select * from {{ ref('member_audiences') }}

),

moved as (

    select
        coalesce(present.audience_code, former.audience_code) as audience_code,
        count(present.one_id) as member_count,
        count(case when former.one_id is null then 1 end) as entered,
        count(case when present.one_id is null then 1 end) as left_count
    from present
    full outer join former
        on present.one_id = former.one_id and present.audience_code = former.audience_code
    group by coalesce(present.audience_code, former.audience_code)

),

-- Several versions of one day are one row: what came and went adds up.
today as (

    select
        audiences.audience_code,
        {{ as_of() }} as as_of_date,
        coalesce(moved.member_count, 0) as member_count,
        coalesce(moved.entered, 0) + coalesce(recorded.entered, 0) as entered,
        coalesce(moved.left_count, 0) + coalesce(recorded.left_count, 0) as left_count
    from {{ ref('dim_audiences') }} as audiences
    left join moved on audiences.audience_code = moved.audience_code
    left join recorded
        on
            audiences.audience_code = recorded.audience_code
            and {{ as_of() }} = recorded.as_of_date

)

select
    audience_code,
    as_of_date,
    cast(member_count as integer) as member_count,
    cast(entered as integer) as entered,
    cast(left_count as integer) as left_count
from today

union all

select
    audience_code,
    as_of_date,
    member_count,
    entered,
    left_count
from recorded
where as_of_date < {{ as_of() }}
