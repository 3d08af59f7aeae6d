{#- Every balance is the one before it and the change. -#}
with entries as (

    select
        entry_id,
        program,
        account_scope,
        coalesce(account_key, entry_id) as book,
        entry_number,
        points_change as change,
        balance_after
    from {{ ref('fct_points') }}
    union all
    select
        entry_id,
        concat(program, ' stored value') as program,
        account_scope,
        coalesce(account_key, entry_id) as book,
        entry_number,
        amount_change as change,
        balance_after
    from {{ ref('fct_stored_value') }}

),

followed as (

    select
        *,
        lag(balance_after, 1, 0) over (
            partition by program, account_scope, book order by entry_number
        ) as balance_before
    from entries

)

select * from followed
where balance_before + change <> balance_after
