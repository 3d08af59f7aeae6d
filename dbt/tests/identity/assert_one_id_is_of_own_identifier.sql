-- A row is a member whose id is made from none of its own identifiers: two members could get one
-- id, and the id would change when identity is built anew.
{{ config(meta={'dagster': {'ref': {'name': 'int_identity__map'}}}) }}

with own as (

    select distinct one_id
    from {{ ref('int_identity__map') }}
    where one_id = {{ one_id('identifier_type', 'scope', 'value') }}

)

select distinct members.one_id
from {{ ref('int_identity__map') }} as members
left join own on members.one_id = own.one_id
where members.one_id is not null and own.one_id is null
