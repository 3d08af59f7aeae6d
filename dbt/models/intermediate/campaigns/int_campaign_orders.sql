with acts as (

    select
        one_id,
        happened_at,
        min(campaign) as campaign
    from {{ ref('int_campaign_acts') }}
    where act <> 'exposure' and one_id is not null
    group by one_id, happened_at

),

-- an act of the very instant of the purchase came before it
preceded as (

    select
        orders.order_id,
        orders.one_id,
        orders.purchase_number,
        orders.net_amount,
        max(acts.happened_at) as act_at
    from {{ ref('fct_orders') }} as orders
    inner join acts
        on
            orders.one_id = acts.one_id
            and orders.paid_at >= acts.happened_at
            and orders.paid_at < acts.happened_at + interval '{{ var("campaign_order_days") }}' day
    where orders.is_purchase
    group by orders.order_id, orders.one_id, orders.purchase_number, orders.net_amount

)

select
    preceded.order_id,
    preceded.one_id,
    acts.campaign,
    preceded.act_at,
    preceded.purchase_number,
    preceded.net_amount
from preceded
inner join acts on preceded.one_id = acts.one_id and preceded.act_at = acts.happened_at
