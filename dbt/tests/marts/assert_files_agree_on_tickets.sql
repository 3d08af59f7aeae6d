{#- Tickets that two files tell differently: the last word counts, and somebody should know. -#}
{{ config(severity='warn') }}

select
    store,
    sold_on,
    ticket_no,
    kept_file,
    kept_lines,
    kept_amount,
    other_file,
    other_lines,
    other_amount
from {{ ref('int_orders__ticket_contradictions') }}
