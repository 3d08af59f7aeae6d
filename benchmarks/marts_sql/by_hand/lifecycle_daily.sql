-- Counted from where intervals begin and end; no member is written once a day.
with changes as (
    select axis, day, stage, sum(change) as change from (
        select axis, valid_from as day, stage, 1 as change from marts.member_lifecycle_history
        union all
        select axis, valid_to, stage, -1 from marts.member_lifecycle_history where valid_to is not null
    )
    group by 1, 2, 3
),

calendar as (
    select cast(unnest(generate_series(min(day), getvariable('as_of'), interval 1 day)) as date) as day
    from changes
)

select
    c.day as business_date, s.axis, s.stage,
    cast(sum(coalesce(x.change, 0)) over (partition by s.axis, s.stage order by c.day) as integer) as member_count
from calendar as c
cross join (values
    ('activity', 'potential'), ('activity', 'new'), ('activity', 'active'), ('activity', 'loyal'),
    ('activity', 'silent'), ('activity', 'at_risk'), ('activity', 'churned'),
    ('consumption', 'prospect'), ('consumption', 'registered'), ('consumption', 'first_purchase'),
    ('consumption', 'repurchase'), ('consumption', 'repeat')
) as s (axis, stage)
left join changes as x on c.day = x.day and s.axis = x.axis and s.stage = x.stage
