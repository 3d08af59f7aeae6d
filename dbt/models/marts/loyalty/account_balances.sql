{{ config(
    materialized='increment',
    key=['asset', 'program', 'account_scope', 'account_key']
) }}

{% call touched() %}
    with told_anew as (

        select
            program,
            account_scope,
            account_key
        from {{ changed('int_points_ledger') }}
        union
        select
            program,
            account_scope,
            account_key
        from {{ changed('int_stored_value_ledger') }}
        union
        select
            program,
            account_scope,
            account_key
        from {{ changed('int_stated_balances') }}
        union
        select
            program,
            account_scope,
            account_key
        from {{ changed('int_ledger_accounts') }}

    )

    select
        'points' as asset,
        *
    from told_anew
    union all
    select
        'stored_value' as asset,
        *
    from told_anew
{% endcall %}

with points as (

    select * from {{ ref('int_points_ledger') }}
    where {{ is_touched(["'points'", 'program', 'account_scope', 'account_key']) }}

),

stored_value as (

    select * from {{ ref('int_stored_value_ledger') }}
    where {{ is_touched(["'stored_value'", 'program', 'account_scope', 'account_key']) }}

),

stated as (

    select * from {{ ref('int_stated_balances') }}
    where {{ is_touched(['asset', 'program', 'account_scope', 'account_key']) }}

),

accounts as (

    select * from {{ ref('int_ledger_accounts') }}

),

entries as (

    select
        'points' as asset,
        program,
        account_scope,
        account_key,
        points_change as change,
        occurred_at,
        is_carried_over
    from points
    where account_key is not null
    union all
    select
        'stored_value' as asset,
        program,
        account_scope,
        account_key,
        amount_change as change,
        occurred_at,
        is_carried_over
    from stored_value
    where account_key is not null

),

-- what a source stated some time ago is held against the ledger of that time, too
ledgers as (

    select
        entries.asset,
        entries.program,
        entries.account_scope,
        entries.account_key,
        sum(entries.change) as balance,
        coalesce(sum(entries.change) filter (
            where
            date_trunc('second', entries.occurred_at) <= date_trunc('second', stated.stated_at)
        ), 0) as balance_then,
        coalesce(sum(entries.change) filter (where entries.is_carried_over), 0) as carried_over,
        count(*) filter (where not entries.is_carried_over) as entry_count,
        max(entries.occurred_at) as last_entry_at
    from entries
    left join stated
        on
            entries.asset = stated.asset
            and entries.program = stated.program
            and entries.account_scope = stated.account_scope
            and entries.account_key = stated.account_key
    group by entries.asset, entries.program, entries.account_scope, entries.account_key

),

met as (

    select
        coalesce(ledgers.asset, stated.asset) as asset,
        coalesce(ledgers.program, stated.program) as program,
        coalesce(ledgers.account_scope, stated.account_scope) as account_scope,
        coalesce(ledgers.account_key, stated.account_key) as account_key,
        coalesce(ledgers.entry_count, 0) as entry_count,
        coalesce(ledgers.carried_over, 0) as carried_over,
        coalesce(ledgers.balance, 0) as ledger_balance,
        stated.stated_balance,
        case
            when stated.stated_balance = coalesce(ledgers.balance, 0) then 0
            else stated.stated_balance - coalesce(ledgers.balance_then, 0)
        end as difference,
        stated.stated_at,
        ledgers.last_entry_at,
        stated.source,
        stated.stream
    from ledgers
    full outer join stated
        on
            ledgers.asset = stated.asset
            and ledgers.program = stated.program
            and ledgers.account_scope = stated.account_scope
            and ledgers.account_key = stated.account_key

)

select
    met.asset,
    met.program,
    met.account_scope,
    met.account_key,
    accounts.one_id,
    {{ is_brand_program('met.program') }} as is_brand_program,
    {{ is_counted_program('met.program') }} as is_counted,
    cast(coalesce(met.stated_balance, met.ledger_balance) as decimal(18, 2)) as balance,
    cast(met.stated_balance as decimal(18, 2)) as stated_balance,
    cast(met.ledger_balance as decimal(18, 2)) as ledger_balance,
    cast(met.difference as decimal(18, 2)) as difference,
    case
        when met.stated_balance is null then 'no_statement'
        when met.entry_count = 0 then 'no_ledger'
        when met.difference = 0 then 'agrees'
        else 'differs'
    end as status,
    cast(met.carried_over as decimal(18, 2)) as carried_over,
    cast(met.entry_count as integer) as entry_count,
    met.stated_at,
    met.last_entry_at,
    met.source as statement_source,
    met.stream as statement_stream
from met
left join accounts
    on
        met.program = accounts.program
        and met.account_scope = accounts.account_scope
        and met.account_key = accounts.account_key
