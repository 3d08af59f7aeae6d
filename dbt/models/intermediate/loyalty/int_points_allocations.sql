{{ config(
    materialized='increment',
    key=['program', 'account_scope', 'account_key'],
    noted=['entry_id', 'lot_id']
) }}

{% call touched() %}
    select
        program,
        account_scope,
        account_key
    from {{ changed('int_points_ledger') }}
{% endcall %}

{#- Oldest lots first: gains and losses of a book are laid side by side on the line of all points
    ever moved, and every stretch between two ends belongs to one lot and to one use. -#}
with ledger as (

    select * from {{ ref('int_points_ledger') }}
    where points_change <> 0 and {{ is_touched(['program', 'account_scope', 'account_key']) }}

),

reaches as (

    select
        program,
        account_scope,
        book,
        entry_id,
        entry_number,
        points_change > 0 as is_gain,
        sum(abs(points_change)) over (
            partition by program, account_scope, book, points_change > 0
            order by entry_number
            rows between unbounded preceding and current row
        ) as reach
    from ledger

),

ends as (

    select
        program,
        account_scope,
        book,
        reach,
        max(case when is_gain then entry_number end) as lot_number,
        max(case when not is_gain then entry_number end) as use_number
    from reaches
    group by program, account_scope, book, reach

),

stretches as (

    select
        program,
        account_scope,
        book,
        reach - lag(reach, 1, 0) over (
            partition by program, account_scope, book order by reach
        ) as points,
        min(lot_number) over (
            partition by program, account_scope, book
            order by reach desc
            rows between unbounded preceding and current row
        ) as lot_number,
        min(use_number) over (
            partition by program, account_scope, book
            order by reach desc
            rows between unbounded preceding and current row
        ) as use_number
    from ends

)

select
    stretches.program,
    stretches.account_scope,
    uses.account_key,
    uses.entry_id,
    lots.entry_id as lot_id,
    stretches.lot_number,
    uses.kind,
    uses.is_carried_over,
    cast(stretches.points as decimal(18, 2)) as points,
    greatest(uses.occurred_at, lots.occurred_at) as used_at,
    lots.occurred_at as gained_at,
    lots.expires_at
from stretches
inner join ledger as lots
    on
        stretches.program = lots.program
        and stretches.account_scope = lots.account_scope
        and stretches.book = lots.book
        and stretches.lot_number = lots.entry_number
inner join ledger as uses
    on
        stretches.program = uses.program
        and stretches.account_scope = uses.account_scope
        and stretches.book = uses.book
        and stretches.use_number = uses.entry_number
