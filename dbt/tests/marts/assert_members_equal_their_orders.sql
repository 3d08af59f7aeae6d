-- A returned row is a member whose totals are not the sums of the member's orders.
{{ config(meta={'dagster': {'ref': {'name': 'dim_members'}}}) }}

with members as (

    select * from {{ ref('dim_members') }}

),

orders as (

    select
        one_id,
        count(*) filter (where is_purchase) as order_count,
        sum(paid_amount) as gross_revenue,
        sum(net_amount) as net_revenue
    from {{ ref('fct_orders') }}
    where one_id is not null
    group by one_id

)

select
    coalesce(members.one_id, orders.one_id) as one_id,
    members.net_revenue,
    orders.net_revenue as orders_net_revenue
from members
full outer join orders on members.one_id = orders.one_id
where
    members.one_id is null
    or members.order_count <> coalesce(orders.order_count, 0)
    or members.gross_revenue <> coalesce(orders.gross_revenue, 0)
    or members.net_revenue <> coalesce(orders.net_revenue, 0)
