with survivors as (

    select * from {{ ref('int_member_survivors') }}

)

select
    one_id,
    attribute,
    shown as value,
    source,
    stream,
    record_key as record,
    observed_at,
    rule,
    cast(statement_count as integer) as statement_count,
    cast(alternatives_count as integer) as alternatives_count
from survivors
