{#- The last closing of a programme is the sum of its ledger, and so are its lots. -#}
with ledger as (

    select
        program,
        sum(points_change) as points,
        coalesce(sum(lot_remaining), 0) as left_in_lots,
        sum(case when points_change < 0 then -points_change else 0 end) as taken
    from {{ ref('fct_points') }}
    where entry_date <= {{ as_of() }}
    group by program

),

uses as (

    select
        program,
        sum(points) as taken_from_lots
    from {{ ref('fct_points_uses') }}
    where {{ business_date('used_at') }} <= {{ as_of() }}
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
    ledger.points is distinct from summary.closing_points
    -- taken from no lot is what an account owes below zero
    or ledger.taken < coalesce(uses.taken_from_lots, 0)
    or ledger.left_in_lots - (ledger.taken - coalesce(uses.taken_from_lots, 0)) <> ledger.points
