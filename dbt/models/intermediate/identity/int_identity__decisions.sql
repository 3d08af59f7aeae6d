select
    decision_id,
    kind,
    a_identifier_id,
    a_type,
    a_scope,
    a_value,
    b_identifier_id,
    b_type,
    b_scope,
    b_value,
    decided_by,
    decided_at,
    because,
    origin
from {{ ref('int_identity__decision_log') }}
where standing = 'stands'
