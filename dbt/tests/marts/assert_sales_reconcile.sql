-- A returned row is an order, refund or ticket line that differs from what its source says.
{{ config(meta={'dagster': {'ref': {'name': 'reconciliation_differences'}}}) }}

select *
from {{ ref('reconciliation_differences') }}
where proof in ('orders', 'refunds', 'ticket_lines')
