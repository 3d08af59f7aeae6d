with decisions as (

    select * from {{ ref('int_identity__decisions') }}
    where kind in ('must_link', 'cannot_link')

),

identifiers as (

    select
        identifier_id,
        identifier_number
    from {{ ref('int_identity__identifiers') }}

)

select
    decisions.decision_id,
    decisions.kind,
    least(one_side.identifier_number, other_side.identifier_number) as from_number,
    greatest(one_side.identifier_number, other_side.identifier_number) as to_number,
    decisions.decided_at
from decisions
inner join identifiers as one_side on decisions.a_identifier_id = one_side.identifier_id
inner join identifiers as other_side on decisions.b_identifier_id = other_side.identifier_id
where one_side.identifier_number <> other_side.identifier_number
