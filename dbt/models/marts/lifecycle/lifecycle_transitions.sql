with history as (

    select * from {{ ref('member_lifecycle_history') }}

),

-- only members who moved in a month are looked at one by one; all others stay where they were
movers as (

    select
        axis,
        one_id,
        {{ month_start('valid_from') }} as month_start_date,
        min_by(previous_stage, valid_from) as from_stage,
        max_by(stage, valid_from) as to_stage,
        bool_or(previous_stage is null) as is_new
    from history
    group by axis, one_id, {{ month_start('valid_from') }}

),

moved as (

    select
        month_start_date,
        axis,
        from_stage,
        to_stage,
        count(*) as member_count
    from movers
    where not is_new
    group by month_start_date, axis, from_stage, to_stage

),

changes as (

    select
        {{ month_start('valid_from') }} as month_start_date,
        axis,
        stage,
        1 as change
    from history

    union all

    select
        {{ month_start('valid_to') }} as month_start_date,
        axis,
        stage,
        -1 as change
    from history
    where valid_to is not null

),

monthly as (

    select
        month_start_date,
        axis,
        stage,
        sum(change) as change
    from changes
    group by month_start_date, axis, stage

),

months as (

    select distinct {{ month_start('business_date') }} as month_start_date
    from {{ ref('lifecycle_daily') }}

),

stages as (

    select * from {{ ref('dim_lifecycle_stages') }}

),

stocks as (

    select
        months.month_start_date,
        stages.axis,
        stages.stage,
        sum(coalesce(monthly.change, 0)) over (
            partition by stages.stage
            order by months.month_start_date
        ) - coalesce(monthly.change, 0) as member_count
    from months
    cross join stages
    left join monthly
        on months.month_start_date = monthly.month_start_date and stages.stage = monthly.stage

),

movers_by_stage as (

    select
        month_start_date,
        from_stage,
        sum(member_count) as member_count
    from moved
    group by month_start_date, from_stage

),

cells as (

    select
        month_start_date,
        axis,
        from_stage,
        to_stage,
        member_count
    from moved

    union all

    select
        stocks.month_start_date,
        stocks.axis,
        stocks.stage as from_stage,
        stocks.stage as to_stage,
        stocks.member_count - coalesce(movers_by_stage.member_count, 0) as member_count
    from stocks
    left join movers_by_stage
        on
            stocks.month_start_date = movers_by_stage.month_start_date
            and stocks.stage = movers_by_stage.from_stage

),

summed as (

    select
        month_start_date,
        axis,
        from_stage,
        to_stage,
        sum(member_count) as member_count
    from cells
    group by month_start_date, axis, from_stage, to_stage

)

select
    summed.month_start_date,
    summed.axis,
    summed.from_stage,
    summed.to_stage,
    cast(summed.member_count as integer) as member_count,
    cast(stocks.member_count as integer) as from_member_count,
    {{ rate('summed.member_count', 'stocks.member_count') }} as transition_rate,
    {{ next_month_start('summed.month_start_date') }} <= {{ as_of() }} as is_complete
from summed
inner join stocks
    on
        summed.month_start_date = stocks.month_start_date
        and summed.from_stage = stocks.stage
where stocks.member_count > 0 and summed.member_count > 0
