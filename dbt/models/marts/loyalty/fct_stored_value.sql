with ledger as (

    select * from {{ ref('int_stored_value_ledger') }}

),

accounts as (

    select * from {{ ref('int_ledger_accounts') }}

)

select
    ledger.entry_id,
    ledger.program,
    coalesce(ledger.channel, {{ channel('store') }}) as channel,
    ledger.account_scope,
    ledger.account_key,
    accounts.one_id,
    cast(ledger.entry_number as integer) as entry_number,
    coalesce(ledger.kind, 'adjust') as kind,
    ledger.reason,
    ledger.amount_change,
    cast(ledger.principal_change as decimal(18, 2)) as principal_change,
    cast(ledger.gift_change as decimal(18, 2)) as gift_change,
    ledger.balance_after,
    ledger.stated_balance,
    ledger.is_carried_over,
    ledger.occurred_at,
    {{ business_date('ledger.occurred_at') }} as entry_date,
    ledger.order_number,
    ledger.store_name,
    ledger.pay_method,
    ledger.source,
    ledger.stream,
    ledger.record_key as record
from ledger
left join accounts
    on
        ledger.program = accounts.program
        and ledger.account_scope = accounts.account_scope
        and ledger.account_key = accounts.account_key
