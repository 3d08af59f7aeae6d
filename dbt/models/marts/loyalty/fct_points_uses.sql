with allocations as (

    select * from {{ ref('int_points_allocations') }}

),

accounts as (

    select * from {{ ref('int_ledger_accounts') }}

)

select
    allocations.entry_id,
    allocations.lot_id,
    allocations.program,
    allocations.account_scope,
    allocations.account_key,
    accounts.one_id,
    coalesce(allocations.kind, 'adjust') as kind,
    allocations.points,
    allocations.gained_at,
    allocations.used_at,
    cast(
        {{ days_between(to_local('allocations.gained_at'), to_local('allocations.used_at')) }}
        as integer
    ) as days_held
from allocations
left join accounts
    on
        allocations.program = accounts.program
        and allocations.account_scope = accounts.account_scope
        and allocations.account_key = accounts.account_key
