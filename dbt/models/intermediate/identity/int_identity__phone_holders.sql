{%- set rules = identity_rules().phone -%}
{%- set note_types = "'" ~ rules.noted_for | join("', '") ~ "'" -%}

with evidence as (

    select
        from_number as holder_number,
        to_number as phone_number,
        bool_or(is_blocked) as is_blocked,
        bool_or(is_verified) as is_verified,
        min(case when is_verified then first_seen_at end) as verified_since,
        min(first_seen_at) as held_since,
        max(last_seen_at) as last_seen_at
    from {{ ref('int_identity__evidence') }}
    where to_type = 'phone'
    group by from_number, to_number

),

holders as (

    select * from {{ ref('int_identity__holders') }}

),

unit_names as (

    select distinct
        unit_number,
        name_token
    from holders
    where name_token is not null

),

people as (

    select
        evidence.phone_number,
        count(distinct coalesce(unit_names.name_token, cast(holders.unit_number as varchar)))
            as people_count
    from evidence
    inner join holders on evidence.holder_number = holders.holder_number
    left join unit_names on holders.unit_number = unit_names.unit_number
    where not evidence.is_blocked
    group by evidence.phone_number

)

select
    evidence.holder_number,
    evidence.phone_number,
    holders.unit_number,
    holders.is_anchored,
    holders.holder_type in ({{ note_types }}) as is_note,
    evidence.is_blocked,
    coalesce(people.people_count > {{ rules.most_people }}, false) as is_shared,
    evidence.is_verified,
    evidence.verified_since,
    evidence.held_since,
    evidence.last_seen_at
from evidence
inner join holders on evidence.holder_number = holders.holder_number
left join people on evidence.phone_number = people.phone_number
