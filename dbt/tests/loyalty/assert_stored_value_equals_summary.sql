{#- The last closing of a programme is the sum of its ledger. -#}
with ledger as (

    select
        program,
        sum(amount_change) as amount
    from {{ ref('fct_stored_value') }}
    where entry_date <= {{ as_of() }}
    group by program

),

summary as (

    select
        program,
        closing_amount
    from {{ ref('stored_value_summary') }}
    where month_end = {{ as_of() }}

)

select
    ledger.*,
    summary.closing_amount
from ledger
left join summary on ledger.program = summary.program
where ledger.amount is distinct from summary.closing_amount
