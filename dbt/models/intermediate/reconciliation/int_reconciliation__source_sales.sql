{{ config(materialized='view') }}

with shop_orders as (

    select * from {{ ref('stg_wechat_shop__orders') }}

),

youzan_trades as (

    select * from {{ ref('stg_youzan__trades') }}

),

file_orders as (

    select * from {{ ref('int_orders__file_orders') }}
    where paid_at is not null

),

-- a line that says its amount is taken at its word: to compute each is wide arithmetic for nothing
sale_lines as (

    select
        sale_line_id,
        sold_at,
        coalesce(line_type = 'return' or quantity < 0, false) as is_return,
        amount,
        case
            when amount is null
                then coalesce(unit_price * coalesce(quantity, 1) - coalesce(discount, 0), 0)
        end as computed_amount
    from {{ ref('int_orders__sale_lines') }}

),

priced_lines as (

    select
        sale_line_id,
        sold_at,
        is_return,
        coalesce(amount, cast(computed_amount as decimal(18, 2))) as money
    from sale_lines

),

recorded as (

    select
        'orders' as proof,
        {{ channel('shop') }} as channel,
        order_id as record_id,
        paid_at as happened_at,
        order_amount as amount
    from shop_orders
    where paid_at is not null

    union all

    select
        'orders' as proof,
        {{ channel('youzan') }} as channel,
        order_id as record_id,
        paid_at as happened_at,
        order_amount as amount
    from youzan_trades
    where paid_at is not null

    union all

    select
        'orders' as proof,
        channel,
        order_id as record_id,
        paid_at as happened_at,
        order_amount as amount
    from file_orders

    union all

    select
        'refunds' as proof,
        {{ channel('shop') }} as channel,
        aftersale_id as record_id,
        coalesce(completed_at, updated_at) as happened_at,
        refund_amount as amount
    from {{ ref('stg_wechat_shop__aftersales') }}
    where is_refunded

    union all

    select
        'refunds' as proof,
        {{ channel('youzan') }} as channel,
        refund_id as record_id,
        coalesce(completed_at, updated_at) as happened_at,
        refund_amount as amount
    from {{ ref('stg_youzan__refunds') }}
    where is_refunded

    union all

    select
        'refunds' as proof,
        channel,
        concat(order_id, '|file') as record_id,
        greatest({{ from_local('cast(refund_seen_on as timestamp)') }}, paid_at) as happened_at,
        refunded_amount as amount
    from file_orders
    where refunded_amount > 0

    union all

    select
        'ticket_lines' as proof,
        {{ channel('store') }} as channel,
        sale_line_id as record_id,
        sold_at as happened_at,
        case when is_return then -abs(money) else money end as amount
    from priced_lines

)

select
    proof,
    channel,
    record_id,
    {{ business_date('happened_at') }} as business_date,
    cast(amount as decimal(18, 2)) as amount
from recorded
