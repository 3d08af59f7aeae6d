{#- The last closing of a programme is the sum of its ledger up to that day, and its lots are the
    sum of all of it: what a source dates in the future has been taken off them already. -#}
with ledger as (

    select
        program,
        sum(points_change) as points,
        sum(case when entry_date <= {{ as_of() }} then points_change end) as points_by_now,
        coalesce(sum(lot_remaining), 0) as left_in_lots,
        sum(case when points_change < 0 then -points_change else 0 end) as taken
    from {{ ref('fct_points') }}
    group by program

),

uses as (

    select
        program,
        sum(points) as taken_from_lots
    from {{ ref('fct_points_uses') }}
    group by program

),

summary as (

    select
        program,
        closing_points
    from {{ ref('points_summary') }}
    where month_end = {{ as_of() }}

)

select
    ledger.*,
    uses.taken_from_lots,
    summary.closing_points
from ledger
left join uses on ledger.program = uses.program
left join summary on ledger.program = summary.program
where
    ledger.points_by_now is distinct from summary.closing_points
    -- taken from no lot is what an account owes below zero
    or ledger.taken < coalesce(uses.taken_from_lots, 0)
    or ledger.left_in_lots - (ledger.taken - coalesce(uses.taken_from_lots, 0)) <> ledger.points
