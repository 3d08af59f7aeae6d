with relations as (

    select
        one_id,
        added_at,
        min(account) as account,
        min(userid) as userid
    from {{ ref('int_guide_customers') }}
    where one_id is not null and not is_gone
    group by one_id, added_at

),

purchases as (

    select
        order_id,
        one_id,
        paid_at,
        paid_date,
        purchase_number,
        net_amount
    from {{ ref('fct_orders') }}
    where is_purchase and one_id in (select relations.one_id from relations)

),

timeline as (

    select
        one_id,
        added_at as happened_at,
        added_at,
        cast(null as varchar) as order_id
    from relations

    union all

    select
        one_id,
        paid_at as happened_at,
        null as added_at,
        order_id
    from purchases

),

behind as (

    select
        order_id,
        one_id,
        max(added_at) over (
            partition by one_id
            order by happened_at
            range between unbounded preceding and current row
        ) as last_added_at
    from timeline

)

select
    purchases.order_id,
    purchases.one_id,
    relations.account,
    relations.userid,
    purchases.paid_date,
    purchases.purchase_number,
    purchases.net_amount
from behind
inner join purchases on behind.order_id = purchases.order_id
inner join relations
    on behind.one_id = relations.one_id and behind.last_added_at = relations.added_at
