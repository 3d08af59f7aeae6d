-- A returned row is a member whose present stage, judged from the totals of all orders, is not the
-- one that the intervals end with.
{{ config(meta={'dagster': {'ref': {'name': 'member_lifecycle'}}}) }}

with measured as (

    select
        members.one_id,
        accounts.registered_at,
        coalesce(orders.order_count, 0) as order_count,
        orders.first_order_date,
        orders.last_order_date,
        paces.silent_after_days,
        paces.at_risk_after_days,
        paces.churned_after_days
    from {{ ref('int_member_profiles') }} as members
    left join {{ ref('int_member_accounts') }} as accounts on members.one_id = accounts.one_id
    left join {{ ref('int_member_orders') }} as orders on members.one_id = orders.one_id
    left join {{ ref('int_member_paces') }} as paces on members.one_id = paces.one_id

),

judged as (

    select
        one_id,
        {{ consumption_stage('order_count', 'registered_at') }} as consumption_stage,
        {{ activity_stage('order_count', 'first_order_date', 'last_order_date', as_of()) }}
            as activity_stage
    from measured

)

select
    judged.*,
    lifecycle.consumption_stage as consumption_stage_of_history,
    lifecycle.activity_stage as activity_stage_of_history
from judged
full outer join {{ ref('member_lifecycle') }} as lifecycle on judged.one_id = lifecycle.one_id
where
    judged.consumption_stage is distinct from lifecycle.consumption_stage
    or judged.activity_stage is distinct from lifecycle.activity_stage
