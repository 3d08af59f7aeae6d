{{ config(materialized='increment', key=['order_id']) }}

{% call touched() %}
    select order_id from {{ changed('stg_youzan__trades') }}
    union
    select order_id from {{ changed('stg_youzan__trade_items') }}
{% endcall %}

with items as (

    select * from {{ ref('stg_youzan__trade_items') }}
    where {{ is_touched('order_id') }}

),

trades as (

    select * from {{ ref('stg_youzan__trades') }}
    where {{ is_touched('order_id') }}

),

line_totals as (

    select
        order_id,
        sum(paid_amount) as paid_amount
    from items
    group by order_id

),

-- Some shops' lines hold the freight, so that they sum up to what the trade costs.
held as (

    select
        trades.order_id,
        trades.freight_amount
    from trades
    inner join line_totals on trades.order_id = line_totals.order_id
    where trades.freight_amount > 0 and line_totals.paid_amount = trades.order_amount

),

shares as (

    select
        items.order_id,
        items.order_item_id,
        cast(
            held.freight_amount * items.paid_amount / nullif(line_totals.paid_amount, 0)
            as decimal(18, 2)
        ) as freight_share,
        held.freight_amount,
        row_number() over (
            partition by items.order_id
            order by items.paid_amount desc, items.order_item_id asc
        ) as place
    from items
    inner join held on items.order_id = held.order_id
    inner join line_totals on items.order_id = line_totals.order_id

),

-- The largest line takes what rounding leaves.
freight as (

    select
        order_id,
        order_item_id,
        case
            when place = 1
                then
                    freight_amount - sum(freight_share) over (partition by order_id)
                    + freight_share
            else freight_share
        end as freight_amount
    from shares

),

lines as (

    select
        concat(items.order_id, '|', items.order_item_id) as order_item_id,
        items.order_item_id as line_number,
        items.order_id,
        items.product_code,
        items.item_id,
        items.product_name,
        items.quantity,
        items.unit_price,
        cast(items.unit_price * items.quantity as decimal(18, 2)) as gross_amount,
        cast(items.paid_amount - coalesce(freight.freight_amount, 0) as decimal(18, 2))
            as item_amount
    from items
    left join freight
        on items.order_id = freight.order_id and items.order_item_id = freight.order_item_id

)

select * from lines
