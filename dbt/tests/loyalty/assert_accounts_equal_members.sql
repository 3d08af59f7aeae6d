{#- What members hold is what their accounts hold, to the point and to the fen: merging sums. -#}
with members as (

    select
        sum(points) as points,
        sum(youzan_points) as youzan_points,
        sum(stored_value) as stored_value
    from {{ ref('dim_members') }}

),

accounts as (

    select
        coalesce(sum(balance) filter (where asset = 'points' and is_brand_program), 0) as points,
        coalesce(sum(balance) filter (where asset = 'points' and program = 'youzan'), 0)
            as youzan_points,
        coalesce(sum(balance) filter (where asset = 'stored_value'), 0) as stored_value
    from {{ ref('account_balances') }}
    where one_id is not null and stated_balance is not null

)

select
    members.points as member_points,
    accounts.points as account_points,
    members.youzan_points as member_youzan_points,
    accounts.youzan_points as account_youzan_points,
    members.stored_value as member_stored_value,
    accounts.stored_value as account_stored_value
from members
cross join accounts
where
    members.points <> accounts.points
    or members.youzan_points <> accounts.youzan_points
    or members.stored_value <> accounts.stored_value
