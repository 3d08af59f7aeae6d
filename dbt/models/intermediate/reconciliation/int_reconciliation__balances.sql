-- The opening of an account that has no entries is its stated balance, so only ledgers can differ.
select
    asset as proof,
    program as subject,
    concat(account_scope, '|', account_key) as record_id,
    {{ business_date('stated_at') }} as business_date,
    cast(stated_balance as decimal(18, 2)) as source_value,
    cast(ledger_balance as decimal(18, 2)) as published_value,
    case when stated_balance <> ledger_balance then 'balance_differs' end as difference
from {{ ref('account_balances') }}
where stated_balance is not null
