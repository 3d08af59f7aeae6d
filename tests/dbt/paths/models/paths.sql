{{ config(materialized='paths_to_roots', prefer=['strength desc', 'next_node']) }}

select
    node,
    next_node,
    strength
from read_parquet('{{ env_var("MDC_HOME") }}/graph.parquet')
