{{ config(materialized='view') }}

with statements as (

    select * from {{ ref('stg_offline__ticket_statements') }}

),

arrived as (

    select
        account,
        delivery_id,
        series_id,
        min(arrived_order) as arrived_order,
        max(stated_on) as stated_on,
        max(modified_at) as modified_at,
        min(first_day) as first_day,
        max(last_day) as last_day,
        max(unread_lines) as unread_lines,
        count(*) as tickets
    from statements
    group by account, delivery_id, series_id

),

-- A file of the same name, not older than the one before it, is the same export once more: whatever
-- day it speaks for, it is the newest word when it comes.
repeated as (

    select
        *,
        coalesce(min(modified_at) over (
            partition by account, series_id
            order by arrived_order
            rows between unbounded preceding and 1 preceding
        ) <= modified_at, false) as is_repeated,
        max(stated_on) over (
            partition by account
            order by arrived_order
            rows between unbounded preceding and current row
        ) as newest_day
    from arrived

),

ranked as (

    select
        *,
        row_number() over (
            partition by account
            order by
                case when is_repeated then newest_day else stated_on end, modified_at, arrived_order
        ) as standing
    from repeated

),

repetitions as (

    select
        former.account,
        former.delivery_id as former_id,
        latter.delivery_id as latter_id,
        former.first_day = latter.first_day or former.last_day = latter.last_day as has_same_end,
        latter.first_day,
        latter.last_day,
        latter.standing,
        former.tickets
    from ranked as former
    inner join ranked as latter
        on
            former.account = latter.account
            and former.series_id = latter.series_id
            and former.standing < latter.standing
    where latter.is_repeated and latter.unread_lines = 0

),

-- Only a file that tells at least half of the former tickets again is that export in full; a few
-- corrected tickets under the old name take nothing back. When it begins or ends on the same day
-- it speaks for the whole stretch, else (a window that moves on) for the days inside its own.
full_repetitions as (

    select
        repetitions.account,
        repetitions.former_id,
        repetitions.latter_id,
        repetitions.has_same_end,
        repetitions.first_day,
        repetitions.last_day,
        repetitions.standing
    from repetitions
    inner join statements as former
        on
            repetitions.account = former.account
            and repetitions.former_id = former.delivery_id
    inner join statements as latter
        on
            repetitions.account = latter.account
            and repetitions.latter_id = latter.delivery_id
            and former.ticket_id = latter.ticket_id
    group by all
    having 2 * count(*) >= min(repetitions.tickets)

),

stores as (

    select distinct
        account,
        delivery_id,
        store
    from statements

),

-- Distinct before the stores come in, so that these tickets alone are held against the stores of a
-- file, and not every ticket of a store against every file that names it.
doubted as (

    select distinct
        former.account,
        former.ticket_id,
        former.store,
        repetitions.latter_id as delivery_id,
        repetitions.standing
    from full_repetitions as repetitions
    inner join statements as former
        on
            repetitions.account = former.account
            and repetitions.former_id = former.delivery_id
    where
        repetitions.has_same_end
        or former.sold_on > repetitions.first_day and former.sold_on < repetitions.last_day

),

withdrawn as (

    select
        doubted.account,
        doubted.ticket_id,
        doubted.delivery_id,
        doubted.standing
    from doubted
    inner join stores
        on
            doubted.account = stores.account
            and doubted.delivery_id = stores.delivery_id
            and doubted.store = stores.store
    left join statements as latter
        on
            doubted.account = latter.account
            and doubted.delivery_id = latter.delivery_id
            and doubted.ticket_id = latter.ticket_id
    where latter.ticket_id is null

),

final as (

    select
        statements.account,
        statements.ticket_id,
        statements.delivery_id,
        ranked.standing,
        statements.version_id,
        statements.refused_lines,
        statements.is_at_edge and not ranked.is_repeated as is_at_edge,
        false as is_withdrawal
    from statements
    inner join ranked
        on
            statements.account = ranked.account
            and statements.delivery_id = ranked.delivery_id
    union all
    select distinct
        account,
        ticket_id,
        delivery_id,
        standing,
        '' as version_id,
        0 as refused_lines,
        false as is_at_edge,
        true as is_withdrawal
    from withdrawn

)

select * from final
