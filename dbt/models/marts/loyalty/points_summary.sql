with entries as (

    select * from {{ ref('fct_points') }}

),

uses as (

    select * from {{ ref('fct_points_uses') }}

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
        cast(date_trunc('month', days.date_day) as date) as month_start,
        max(days.date_day) as month_end
    from programs
    inner join days on programs.first_date <= days.date_day
    group by programs.program, cast(date_trunc('month', days.date_day) as date)

),

moves as (

    select
        program,
        cast(date_trunc('month', entry_date) as date) as month_start,
        sum(points_change) as points_change,
        sum(case when kind = 'earn' then points_change else 0 end) as earned,
        sum(case when kind = 'redeem' then -points_change else 0 end) as redeemed,
        sum(case when kind = 'expire' then -points_change else 0 end) as expired,
        sum(case when kind = 'adjust' then points_change else 0 end) as adjusted,
        sum(case when is_carried_over then points_change else 0 end) as carried_over,
        count(*) filter (where kind = 'redeem') as redemptions,
        count(distinct case when kind = 'earn' then account_key end) as earning_accounts,
        count(distinct case when kind = 'redeem' then account_key end) as redeeming_accounts
    from entries
    where entry_date <= {{ as_of() }}
    group by program, cast(date_trunc('month', entry_date) as date)

),

lots as (

    select
        entry_id,
        program,
        entry_date,
        points_change as points,
        {{ business_date('expires_at') }} as last_date
    from entries
    where points_change > 0 and expires_at is not null

),

taken as (

    select
        uses.lot_id,
        lots.program,
        uses.points,
        {{ business_date('uses.used_at') }} as used_date,
        lots.last_date
    from uses
    inner join lots on uses.lot_id = lots.entry_id

),

-- what lapses in the 90 days after a month, less what had been taken of it by then
ending as (

    select
        lots.program,
        months.month_end,
        lots.last_date,
        lots.points
    from lots
    inner join months
        on
            lots.program = months.program
            and lots.entry_date <= months.month_end
            and lots.last_date > months.month_end
            and lots.last_date <= {{ add_days('months.month_end', 90) }}
    union all
    select
        taken.program,
        months.month_end,
        taken.last_date,
        -taken.points as points
    from taken
    inner join months
        on
            taken.program = months.program
            and taken.used_date <= months.month_end
            and taken.last_date > months.month_end
            and taken.last_date <= {{ add_days('months.month_end', 90) }}

),

expiring as (

    select
        program,
        month_end,
        sum(
            case when last_date <= {{ add_days('month_end', 30) }} then points else 0 end
        ) as points_30d,
        sum(points) as points_90d
    from ending
    group by program, month_end

),

-- past their own date and still in the books: lots lapse, and what is taken of them later comes off
lapses as (

    select
        program,
        last_date as lapse_date,
        points
    from lots
    union all
    select
        program,
        greatest(used_date, last_date) as lapse_date,
        -points as points
    from taken

),

overdue_moves as (

    select
        program,
        cast(date_trunc('month', lapse_date) as date) as month_start,
        sum(points) as points
    from lapses
    where lapse_date <= {{ as_of() }}
    group by program, cast(date_trunc('month', lapse_date) as date)

),

cumulated as (

    select
        months.program,
        months.month_start,
        months.month_end,
        moves.points_change,
        coalesce(moves.earned, 0) as earned,
        coalesce(moves.redeemed, 0) as redeemed,
        coalesce(moves.expired, 0) as expired,
        coalesce(moves.adjusted, 0) as adjusted,
        coalesce(moves.carried_over, 0) as carried_over,
        coalesce(moves.redemptions, 0) as redemptions,
        coalesce(moves.earning_accounts, 0) as earning_accounts,
        coalesce(moves.redeeming_accounts, 0) as redeeming_accounts,
        sum(coalesce(moves.points_change, 0)) over to_date as closing,
        sum(coalesce(overdue_moves.points, 0)) over to_date as overdue,
        sum(coalesce(moves.expired, 0)) over to_date as expired_to_date,
        sum(coalesce(moves.earned, 0) + coalesce(moves.adjusted, 0)) over to_date
            as issued_to_date
    from months
    left join moves
        on months.program = moves.program and months.month_start = moves.month_start
    left join overdue_moves
        on
            months.program = overdue_moves.program
            and months.month_start = overdue_moves.month_start
    window
        to_date as (
            partition by months.program
            order by months.month_start
            rows between unbounded preceding and current row
        )

)

select
    cumulated.program,
    cumulated.month_start,
    cumulated.month_end,
    {{ is_counted_program('cumulated.program') }} as is_counted,
    cast(cumulated.closing - coalesce(cumulated.points_change, 0) as decimal(18, 2))
        as opening_points,
    cast(cumulated.earned as decimal(18, 2)) as earned_points,
    cast(cumulated.redeemed as decimal(18, 2)) as redeemed_points,
    cast(cumulated.expired as decimal(18, 2)) as expired_points,
    cast(cumulated.adjusted as decimal(18, 2)) as adjusted_points,
    cast(cumulated.carried_over as decimal(18, 2)) as carried_over_points,
    cast(cumulated.closing as decimal(18, 2)) as closing_points,
    cast(cumulated.redemptions as integer) as redemption_count,
    cast(cumulated.earning_accounts as integer) as earning_accounts,
    cast(cumulated.redeeming_accounts as integer) as redeeming_accounts,
    cast(cumulated.overdue as decimal(18, 2)) as overdue_points,
    cast(cumulated.closing - cumulated.overdue as decimal(18, 2)) as liability_points,
    cast(
        (cumulated.closing - cumulated.overdue)
        * {{ program_setting('cumulated.program', 'yuan_per_point', '0') }} as decimal(18, 2)
    ) as liability_yuan,
    cast(coalesce(expiring.points_30d, 0) as decimal(18, 2)) as expiring_30d_points,
    cast(coalesce(expiring.points_90d, 0) as decimal(18, 2)) as expiring_90d_points,
    cast(cumulated.expired_to_date + cumulated.overdue as decimal(18, 2)) as breakage_points,
    cast(cumulated.issued_to_date as decimal(18, 2)) as issued_to_date_points,
    {{ rate('cumulated.expired_to_date + cumulated.overdue', 'cumulated.issued_to_date') }}
        as breakage_rate
from cumulated
left join expiring
    on cumulated.program = expiring.program and cumulated.month_end = expiring.month_end
