with told as (

    select distinct
        members.one_id,
        evidence.name_token,
        evidence.birthday,
        nullif(evidence.gender, 'unknown') as gender
    from {{ ref('int_identity__evidence') }} as evidence
    inner join {{ ref('int_identity__map') }} as members
        on evidence.from_number = members.identifier_number
    where members.one_id is not null

),

counted as (

    select
        one_id,
        count(distinct name_token) as name_count,
        count(distinct birthday) as birthday_count,
        count(distinct gender) as gender_count
    from told
    group by one_id

)

select *
from counted
where name_count > 1 or birthday_count > 1 or gender_count > 1
