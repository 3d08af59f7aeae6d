{{ config(materialized='connected_components') }}

select
    node_a,
    node_b
from read_parquet('{{ env_var("MDC_HOME") }}/edges.parquet')
