-- A row is a member whose id is not made from the identifier of it that landed first, so that the
-- id would change when identity is built anew.
{{ config(meta={'dagster': {'ref': {'name': 'int_identity__map'}}}) }}

with eldest as (

    select
        one_id,
        min(identifier_number) as identifier_number
    from {{ ref('int_identity__map') }}
    where one_id is not null
    group by one_id

)

select eldest.one_id
from eldest
inner join {{ ref('int_identity__map') }} as identifiers
    on eldest.identifier_number = identifiers.identifier_number
where
    eldest.one_id
    <> {{ one_id('identifiers.identifier_type', 'identifiers.scope', 'identifiers.value') }}
