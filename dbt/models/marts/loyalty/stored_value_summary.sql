with entries as (

    select * from {{ ref('fct_stored_value') }}
    where entry_date <= {{ as_of() }}

),

programs as (

    select
        program,
        min(entry_date) as first_date
    from entries
    group by program

),

days as (

    {{ date_spine("(select min(first_date) from programs)", as_of()) }}

),

months as (

    select
        programs.program,
        {{ month_start('days.date_day') }} as month_start,
        max(days.date_day) as month_end
    from programs
    inner join days on programs.first_date <= days.date_day
    group by programs.program, {{ month_start('days.date_day') }}

),

-- what is given on top of a top-up may stand in the same entry
parted as (

    select
        *,
        case when kind = 'top_up' then coalesce(gift_change, 0) else 0 end as gift_on_top
    from entries

),

moves as (

    select
        program,
        {{ month_start('entry_date') }} as month_start,
        sum(amount_change) as amount_change,
        sum(amount_change - gift_on_top) filter (where kind = 'top_up') as topped_up,
        sum(case when kind = 'bonus' then amount_change else gift_on_top end) as gifts,
        sum(-amount_change) filter (where kind = 'spend') as spent,
        sum(amount_change) filter (where kind = 'refund') as put_back,
        sum(-amount_change) filter (where kind = 'withdrawal') as withdrawn,
        sum(-amount_change) filter (where kind = 'expire') as expired,
        sum(amount_change) filter (where kind = 'adjust') as adjusted,
        sum(amount_change) filter (where is_carried_over) as carried_over,
        count(*) filter (where kind = 'top_up') as top_ups,
        count(distinct account_key) filter (where kind = 'top_up') as topping_accounts,
        count(distinct account_key) filter (where kind = 'spend') as spending_accounts
    from parted
    group by program, {{ month_start('entry_date') }}

),

cumulated as (

    select
        months.program,
        months.month_start,
        months.month_end,
        coalesce(moves.amount_change, 0) as amount_change,
        coalesce(moves.topped_up, 0) as topped_up,
        coalesce(moves.gifts, 0) as gifts,
        coalesce(moves.spent, 0) as spent,
        coalesce(moves.put_back, 0) as put_back,
        coalesce(moves.withdrawn, 0) as withdrawn,
        coalesce(moves.expired, 0) as expired,
        coalesce(moves.adjusted, 0) as adjusted,
        coalesce(moves.carried_over, 0) as carried_over,
        coalesce(moves.top_ups, 0) as top_ups,
        coalesce(moves.topping_accounts, 0) as topping_accounts,
        coalesce(moves.spending_accounts, 0) as spending_accounts,
        sum(coalesce(moves.amount_change, 0)) over (
            partition by months.program
            order by months.month_start
            rows between unbounded preceding and current row
        ) as closing
    from months
    left join moves
        on months.program = moves.program and months.month_start = moves.month_start

)

select
    program,
    month_start,
    month_end,
    cast(closing - amount_change as decimal(18, 2)) as opening_amount,
    cast(topped_up as decimal(18, 2)) as topped_up_amount,
    cast(gifts as decimal(18, 2)) as gift_amount,
    cast(spent as decimal(18, 2)) as spent_amount,
    cast(put_back as decimal(18, 2)) as put_back_amount,
    cast(withdrawn as decimal(18, 2)) as withdrawn_amount,
    cast(expired as decimal(18, 2)) as expired_amount,
    cast(adjusted as decimal(18, 2)) as adjusted_amount,
    cast(carried_over as decimal(18, 2)) as carried_over_amount,
    cast(closing as decimal(18, 2)) as closing_amount,
    cast(top_ups as integer) as top_up_count,
    cast(topping_accounts as integer) as topping_up_accounts,
    cast(spending_accounts as integer) as spending_accounts
from cumulated
