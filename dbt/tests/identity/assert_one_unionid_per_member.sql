-- A row is a member with more than one value of a type that a person has only once: two strangers
-- were merged, or the rules let a weak link win over a strong one. What an operator tied is theirs.
{{ config(meta={'dagster': {'ref': {'name': 'int_identity__map'}}}) }}

with tied as (

    select identifiers.one_id
    from {{ ref('int_identity__links') }} as links
    inner join {{ ref('int_identity__map') }} as identifiers
        on links.from_number = identifiers.identifier_number
    where links.rule = 'must_link' and links.status = 'linked' and identifiers.one_id is not null

)

select
    one_id,
    identifier_type,
    count(*) as values_held
from {{ ref('int_identity__map') }}
where
    identifier_type in ({{ quoted_list(types_with('one_per_member')) }})
    and one_id is not null
    and one_id not in (select tied.one_id from tied)
group by one_id, identifier_type
having count(*) > 1
