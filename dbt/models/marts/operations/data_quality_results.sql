{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='append_new_columns'
) }}

{#- Results are added when dbt has run its last test (macros/quality/check_results.sql). A new
    warehouse begins with what readers have. -#}
select
    measured_at,
    as_of_date,
    check_id,
    checked_by,
    layer,
    table_name,
    column_name,
    severity,
    status,
    failing_rows,
    message
from {{ published('data_quality_results', {
    'measured_at': 'timestamp', 'as_of_date': 'date', 'check_id': 'varchar',
    'checked_by': 'varchar', 'layer': 'varchar', 'table_name': 'varchar',
    'column_name': 'varchar', 'severity': 'varchar', 'status': 'varchar',
    'failing_rows': 'integer', 'message': 'varchar'
}) }} as results
{% if is_incremental() %}
where 1 = 0
{% endif %}
