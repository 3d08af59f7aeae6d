{{ config(materialized='increment', key=['entry_id']) }}

{% call touched() %}
    select entry_id from {{ changed('int_points_ledger') }}
    union
    select entry_id from {{ changed('int_points_allocations') }}
    union
    select lot_id as entry_id from {{ changed('int_points_allocations') }}
    union
    select entry_id from {{ ref('int_points_ledger') }}
    where (program, account_scope, account_key) in (
        select
            program,
            account_scope,
            account_key
        from {{ changed('int_ledger_accounts') }}
    )
{% endcall %}

with ledger as (

    select
        *,
        {{ program_setting('program', 'lifetime_days', 'null') }} as lifetime_days
    from {{ ref('int_points_ledger') }}
    where {{ is_touched('entry_id') }}

),

accounts as (

    select * from {{ ref('int_ledger_accounts') }}

),

allocations as (

    select * from {{ ref('int_points_allocations') }}

),

taken as (

    select
        lot_id,
        sum(points) as points
    from allocations
    where {{ is_touched('lot_id') }}
    group by lot_id

),

uses as (

    select
        entry_id,
        count(*) as lot_count,
        min_by(lot_id, lot_number) as first_lot_id,
        min(gained_at) as first_gained_at
    from allocations
    where {{ is_touched('entry_id') }}
    group by entry_id

),

dated as (

    select
        *,
        case
            when points_change > 0 and expires_at is not null then expires_at
            when points_change > 0 then occurred_at + lifetime_days * interval '1' day
        end as lapses_at
    from ledger

)

select
    dated.entry_id,
    dated.program,
    {{ is_counted_program('dated.program') }} as is_counted,
    coalesce(dated.channel, {{ program_channel('dated.program') }}) as channel,
    dated.account_scope,
    dated.account_key,
    accounts.one_id,
    cast(dated.entry_number as integer) as entry_number,
    coalesce(dated.kind, 'adjust') as kind,
    dated.reason,
    dated.points_change,
    dated.balance_after,
    dated.stated_balance,
    dated.is_carried_over,
    dated.occurred_at,
    coalesce(dated.is_time_known, true) as is_time_known,
    {{ business_date('dated.occurred_at') }} as entry_date,
    dated.order_number,
    dated.store_name,
    dated.lapses_at as expires_at,
    case
        when dated.points_change > 0
            then cast(dated.points_change - coalesce(taken.points, 0) as decimal(18, 2))
    end as lot_remaining,
    uses.first_lot_id,
    uses.first_gained_at as first_lot_gained_at,
    cast(coalesce(uses.lot_count, 0) as integer) as lot_count,
    dated.source,
    dated.stream,
    dated.record_key as record
from dated
left join accounts
    on
        dated.program = accounts.program
        and dated.account_scope = accounts.account_scope
        and dated.account_key = accounts.account_key
left join taken on dated.entry_id = taken.lot_id
left join uses on dated.entry_id = uses.entry_id
