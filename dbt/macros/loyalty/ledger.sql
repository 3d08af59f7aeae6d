{#- A ledger out of the changes of one asset: what an account held before its first listed change is an
    entry of its own, and every entry has its number and the balance after it. `entries` and `balances`
    name relations in scope; `change` the column that holds the amount. Balances that have no change
    listed make an account with that one entry. The result has the columns of `entries` and
    is_carried_over, entry_number and balance_after. -#}
{% macro ledger(entries, balances, change, columns) -%}
    numbered as (

        select
            *,
            coalesce(account_key, entry_id) as book,
            row_number() over (
                partition by program, account_scope, coalesce(account_key, entry_id)
                order by
                    occurred_at,
                    place,
                    case when {{ change }} < 0 then 1 else 0 end,
                    case when {{ change }} < 0 then -stated_balance else stated_balance end,
                    entry_id
            ) as place_in_book
        from {{ entries }}

    ),

    firsts as (

        select * from numbered
        where place_in_book = 1 and account_key is not null

    ),

    {#- Log and profile of one change are written in the same second, in either order. -#}
    earlier as (

        select
            stated.program,
            stated.account_scope,
            stated.account_key,
            sum(entries.{{ change }}) as {{ change }}
        from {{ balances }} as stated
        inner join {{ entries }} as entries
            on
                stated.program = entries.program
                and stated.account_scope = entries.account_scope
                and stated.account_key = entries.account_key
                and date_trunc('second', entries.occurred_at)
                <= date_trunc('second', stated.first_stated_at)
        group by stated.program, stated.account_scope, stated.account_key

    ),

    books as (

        select
            coalesce(firsts.program, stated.program) as program,
            coalesce(firsts.account_scope, stated.account_scope) as account_scope,
            coalesce(firsts.account_key, stated.account_key) as account_key,
            case
                when firsts.stated_balance is not null
                    then firsts.stated_balance - firsts.{{ change }}
                else stated.first_balance - coalesce(earlier.{{ change }}, 0)
            end as {{ change }},
            least(firsts.occurred_at, stated.first_stated_at) as occurred_at,
            case
                when firsts.stated_balance is not null then firsts.source
                else stated.source
            end as source,
            case
                when firsts.stated_balance is not null then firsts.stream
                else stated.stream
            end as stream
        from firsts
        full outer join {{ balances }} as stated
            on
                firsts.program = stated.program
                and firsts.account_scope = stated.account_scope
                and firsts.account_key = stated.account_key
        left join earlier
            on
                stated.program = earlier.program
                and stated.account_scope = earlier.account_scope
                and stated.account_key = earlier.account_key

    ),

    carried_over as (

        select
            {{ surrogate_key(['program', 'account_scope', 'account_key', "'carried_over'"]) }}
                as entry_id,
            program,
            account_scope,
            account_key,
            account_key as book,
            cast({{ change }} as decimal(18, 2)) as {{ change }},
            occurred_at,
            source,
            stream
        from books
        where {{ change }} <> 0

    ),

    complete as (

        select
            entry_id,
            program,
            account_scope,
            account_key,
            book,
            {{ change }},
            occurred_at,
            source,
            stream,
            place_in_book,
            false as is_carried_over,
            {{ columns | join(', ') }}
        from numbered
        union all
        select
            entry_id,
            program,
            account_scope,
            account_key,
            book,
            {{ change }},
            occurred_at,
            source,
            stream,
            0 as place_in_book,
            true as is_carried_over
            {%- for column in columns %},
            null as {{ column }}
            {%- endfor %}
        from carried_over

    )

    select
        *,
        row_number() over (
            partition by program, account_scope, book order by place_in_book
        ) as entry_number,
        cast(
            sum({{ change }}) over (
                partition by program, account_scope, book
                order by place_in_book
                rows between unbounded preceding and current row
            ) as decimal(18, 2)
        ) as balance_after
    from complete
{%- endmacro %}
