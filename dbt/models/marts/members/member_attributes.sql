{{ config(materialized='increment', key=['one_id']) }}

{% call touched() %}
    select one_id from {{ changed('int_member_survivors') }}
{% endcall %}

with survivors as (

    select * from {{ ref('int_member_survivors') }}
    where {{ is_touched('one_id') }}

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
