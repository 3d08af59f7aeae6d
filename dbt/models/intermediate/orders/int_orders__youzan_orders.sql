{{ config(materialized='increment', key=['order_id']) }}

{% call touched() %}
    -- an order is said anew when its lines are
    select order_id from {{ changed('stg_youzan__trades') }}
    union
    select order_id from {{ changed('int_orders__youzan_lines') }}
    union
    select order_id from {{ ref('stg_youzan__trades') }}
    where yz_open_id in ({{ moved('youzan_yz_open_id') }})
{% endcall %}

with trades as (

    select * from {{ ref('stg_youzan__trades') }}
    where {{ is_touched('order_id') }}

),

customers as (

    select * from {{ identified_by('youzan_yz_open_id') }} as customers

),

identified as (

    select
        trades.order_id,
        trades.account,
        {{ youzan_order_status('trades.status', 'trades.close_type') }} as order_status,
        trades.created_at,
        trades.paid_at,
        trades.completed_at,
        trades.payment_method,
        trades.order_mark as order_scene,
        trades.is_gift,
        trades.province,
        trades.city,
        coalesce(trades.product_amount, 0) as gross_amount,
        trades.freight_amount,
        coalesce(trades.order_amount, 0) as order_amount,
        customers.one_id,
        case when customers.one_id is not null then 'youzan_yz_open_id' end as identified_by
    from trades
    left join customers
        on trades.account = customers.scope and trades.yz_open_id = customers.value

)

select * from identified
