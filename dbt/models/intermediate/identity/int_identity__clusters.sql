{{ config(materialized='connected_components') }}

select
    from_number as node_a,
    to_number as node_b
from {{ ref('int_identity__proposed_links') }}
where status = 'linked'
