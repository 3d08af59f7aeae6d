-- A row is a pair that an operator keeps apart, and that is one member all the same.
{{ config(meta={'dagster': {'ref': {'name': 'int_identity__map'}}}) }}

select pairs.decision_id
from {{ ref('int_identity__decided_pairs') }} as pairs
inner join {{ ref('int_identity__map') }} as one_side
    on pairs.from_number = one_side.identifier_number
inner join {{ ref('int_identity__map') }} as other_side
    on pairs.to_number = other_side.identifier_number
where pairs.kind = 'cannot_link' and one_side.one_id = other_side.one_id
