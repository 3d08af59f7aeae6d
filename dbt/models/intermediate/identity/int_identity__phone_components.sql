{{ config(materialized='connected_components') }}

select
    unit_number as node_a,
    group_number as node_b
from {{ ref('int_identity__phone_claims') }}
where refused_by is null
