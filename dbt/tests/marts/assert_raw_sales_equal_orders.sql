-- A returned row is a channel whose net revenue in fct_orders is not what its raw records sum to.
{{ config(meta={'dagster': {'ref': {'name': 'fct_orders'}}}) }}

with orders as (

    select
        channel,
        sum(net_amount) as net_amount
    from {{ ref('fct_orders') }}
    group by channel

),

shop_orders as (

    select * from {{ ref('stg_wechat_shop__orders') }}

),

aftersales as (

    select * from {{ ref('stg_wechat_shop__aftersales') }}

),

youzan_orders as (

    select * from {{ ref('stg_youzan__trades') }}

),

youzan_refunds as (

    select * from {{ ref('stg_youzan__refunds') }}

),

file_orders as (

    select * from {{ ref('int_orders__file_orders') }}
    where paid_at is not null

),

sales as (

    select * from {{ ref('int_orders__sale_lines') }}

),

raw_amounts as (

    select
        {{ channel('shop') }} as channel,
        order_amount as amount
    from shop_orders
    where paid_at is not null

    union all

    select
        {{ channel('shop') }} as channel,
        -aftersales.refund_amount as amount
    from aftersales
    inner join shop_orders on aftersales.order_id = shop_orders.order_id
    where aftersales.is_refunded

    union all

    select
        {{ channel('youzan') }} as channel,
        order_amount as amount
    from youzan_orders
    where paid_at is not null

    union all

    select
        {{ channel('youzan') }} as channel,
        -youzan_refunds.refund_amount as amount
    from youzan_refunds
    inner join youzan_orders on youzan_refunds.order_id = youzan_orders.order_id
    where youzan_refunds.is_refunded

    union all

    select
        channel,
        order_amount - refunded_amount as amount
    from file_orders

    union all

    select
        {{ channel('store') }} as channel,
        case when line_type = 'return' then -abs(amount) else amount end as amount
    from sales

),

raw_totals as (

    select
        channel,
        sum(amount) as amount
    from raw_amounts
    group by channel

)

select
    coalesce(orders.channel, raw_totals.channel) as channel,
    orders.net_amount,
    raw_totals.amount as raw_amount
from orders
full outer join raw_totals on orders.channel = raw_totals.channel
where coalesce(orders.net_amount, 0) <> coalesce(raw_totals.amount, 0)
