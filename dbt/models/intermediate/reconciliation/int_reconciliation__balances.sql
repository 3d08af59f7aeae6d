-- An account without entries has its stated balance by construction; that would prove nothing.
select
    asset as proof,
    program as subject,
    concat(account_scope, '|', account_key) as record_id,
    {{ business_date('stated_at') }} as business_date,
    cast(stated_balance as decimal(18, 2)) as source_value,
    cast(ledger_balance as decimal(18, 2)) as published_value,
    case when stated_balance <> ledger_balance then 'balance_differs' end as difference
from {{ ref('account_balances') }}
where status in ('agrees', 'differs')
