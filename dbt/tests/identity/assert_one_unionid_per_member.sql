-- A row is a member with more than one value of a type that a person has only once: two strangers
-- were merged, or the rules let a weak link win over a strong one.
{{ config(meta={'dagster': {'ref': {'name': 'int_identity__map'}}}) }}

select
    one_id,
    count(*) as unionids
from {{ ref('int_identity__map') }}
where identifier_type = 'unionid' and one_id is not null
group by one_id
having count(*) > 1
