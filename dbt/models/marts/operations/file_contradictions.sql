with tickets as (

    select * from {{ ref('int_orders__ticket_contradictions') }}

),

members as (

    select * from {{ ref('int_reconciliation__member_contradictions') }}

)

select
    'sales' as stream,
    concat(ticket_id, '|', other_delivery_id) as contradiction_id,
    coalesce(ticket_no, ticket_id) as record_id,
    store,
    sold_on as business_date,
    kept_file,
    other_file,
    case when kept_lines = other_lines then 'amount' else 'lines, amount' end as differs_in,
    cast(kept_amount as decimal(18, 2)) as kept_amount,
    cast(other_amount as decimal(18, 2)) as other_amount
from tickets

union all

select
    'members' as stream,
    concat_ws('|', member_row_id, cast(snapshot_date as varchar), other_file_id)
        as contradiction_id,
    member_no as record_id,
    cast(null as varchar) as store,
    snapshot_date as business_date,
    kept_file,
    other_file,
    differs_in,
    cast(null as decimal(18, 2)) as kept_amount,
    cast(null as decimal(18, 2)) as other_amount
from members
