-- Counted from where intervals begin and end; no member is written once a day.
with changes as (
    select day, stage, sum(change) as change from (
        select valid_from as day, stage, 1 as change
        from marts.member_lifecycle_history where axis = 'activity'
        union all
        select valid_to, stage, -1
        from marts.member_lifecycle_history where axis = 'activity' and valid_to is not null
    )
    group by 1, 2
),

calendar as (
    select cast(unnest(generate_series(min(day), getvariable('as_of'), interval 1 day)) as date) as day
    from changes
)

select
    c.day as business_date, s.stage,
    cast(sum(coalesce(x.change, 0)) over (partition by s.stage order by c.day) as integer) as member_count
from calendar as c
cross join (values
    ('potential'), ('new'), ('active'), ('loyal'), ('silent'), ('at_risk'), ('churned')
) as s (stage)
left join changes as x on c.day = x.day and s.stage = x.stage
