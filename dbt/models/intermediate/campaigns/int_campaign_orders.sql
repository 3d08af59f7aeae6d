with acts as (

    select
        one_id,
        happened_at,
        min(campaign) as campaign
    from {{ ref('int_campaign_acts') }}
    where act <> 'exposure' and one_id is not null
    group by one_id, happened_at

),

purchases as (

    select
        order_id,
        one_id,
        paid_at,
        purchase_number,
        net_amount
    from {{ ref('fct_orders') }}
    where is_purchase and one_id in (select acts.one_id from acts)

),

timeline as (

    select
        one_id,
        happened_at,
        happened_at as act_at,
        cast(null as varchar) as order_id
    from acts

    union all

    select
        one_id,
        paid_at as happened_at,
        null as act_at,
        order_id
    from purchases

),

-- range, not rows: an act of the very instant of the purchase came before it
behind as (

    select
        order_id,
        one_id,
        max(act_at) over (
            partition by one_id
            order by happened_at
            range between unbounded preceding and current row
        ) as last_act_at
    from timeline

)

select
    purchases.order_id,
    purchases.one_id,
    acts.campaign,
    acts.happened_at as act_at,
    purchases.purchase_number,
    purchases.net_amount
from behind
inner join purchases on behind.order_id = purchases.order_id
inner join acts on behind.one_id = acts.one_id and behind.last_act_at = acts.happened_at
where purchases.paid_at < behind.last_act_at + interval '{{ var("campaign_order_days") }}' day
