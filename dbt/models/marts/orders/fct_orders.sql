{{ config(
    materialized='increment',
    key=['order_id'],
    noted=['order_id', 'one_id', 'order_date', 'paid_date']
) }}

{% call touched() %}
    with said_anew as (

        select order_id from {{ changed('int_orders__shop_orders') }}
        union
        select order_id from {{ changed('int_orders__youzan_orders') }}
        union
        select order_id from {{ changed('int_orders__file_orders') }}
        union
        select order_id from {{ changed('int_orders__store_tickets') }}
        union
        select order_id from {{ ref('int_orders__changed_lines') }}
        union
        select order_id from {{ changed('int_orders__refunds') }}

    ),

    -- the orders of a member are counted through, so that one of them renumbers the others
    buyers as (

        select one_id from {{ this }}
        where order_id in (select order_id from said_anew)
        union
        select one_id from {{ ref('int_orders__shop_orders') }}
        where order_id in (select order_id from said_anew)
        union
        select one_id from {{ ref('int_orders__youzan_orders') }}
        where order_id in (select order_id from said_anew)
        union
        select one_id from {{ ref('int_orders__file_orders') }}
        where order_id in (select order_id from said_anew)
        union
        select one_id from {{ ref('int_orders__store_tickets') }}
        where order_id in (select order_id from said_anew)

    )

    select order_id from said_anew
    union
    select order_id from {{ this }}
    where one_id in (select one_id from buyers)
{% endcall %}

with shop_orders as (

    select * from {{ ref('int_orders__shop_orders') }}
    where {{ is_touched('order_id') }}

),

youzan_orders as (

    select * from {{ ref('int_orders__youzan_orders') }}
    where {{ is_touched('order_id') }}

),

file_orders as (

    select * from {{ ref('int_orders__file_orders') }}
    where {{ is_touched('order_id') }}

),

store_tickets as (

    select * from {{ ref('int_orders__store_tickets') }}
    where {{ is_touched('order_id') }}

),

lines as (

    select * from {{ ref('int_orders__lines') }}
    where {{ is_touched('order_id') }}

),

refunds as (

    select * from {{ ref('int_orders__refunds') }}
    where {{ is_touched('order_id') }}

),

orders as (

    select
        order_id,
        order_id as order_number,
        {{ channel('shop') }} as channel,
        account,
        cast(null as varchar) as store_name,
        one_id,
        identified_by,
        'sale' as order_type,
        order_status,
        paid_at is not null as is_paid,
        is_gift,
        created_at as ordered_at,
        paid_at,
        received_at as completed_at,
        gross_amount,
        gross_amount + freight_amount - order_amount as discount_amount,
        freight_amount,
        payment_method,
        order_scene,
        province,
        city
    from shop_orders

    union all

    select
        order_id,
        order_id as order_number,
        {{ channel('youzan') }} as channel,
        account,
        cast(null as varchar) as store_name,
        one_id,
        identified_by,
        'sale' as order_type,
        order_status,
        paid_at is not null as is_paid,
        is_gift,
        created_at as ordered_at,
        paid_at,
        completed_at,
        gross_amount,
        gross_amount + freight_amount - order_amount as discount_amount,
        freight_amount,
        payment_method,
        order_scene,
        province,
        city
    from youzan_orders

    union all

    select
        order_id,
        order_id as order_number,
        channel,
        account,
        cast(null as varchar) as store_name,
        one_id,
        identified_by,
        'sale' as order_type,
        order_status,
        paid_at is not null as is_paid,
        false as is_gift,
        created_at as ordered_at,
        paid_at,
        completed_at,
        gross_amount,
        gross_amount + freight_amount - order_amount as discount_amount,
        freight_amount,
        payment_method,
        order_scene,
        province,
        city
    from file_orders

    union all

    select
        order_id,
        coalesce(ticket_no, order_id) as order_number,
        {{ channel('store') }} as channel,
        account,
        store_name,
        one_id,
        identified_by,
        case when is_return_only then 'return' else 'sale' end as order_type,
        case when is_return_only then 'returned' else 'completed' end as order_status,
        true as is_paid,
        false as is_gift,
        sold_at as ordered_at,
        sold_at as paid_at,
        sold_at as completed_at,
        gross_amount,
        discount_amount,
        0 as freight_amount,
        payment_method,
        'store' as order_scene,
        cast(null as varchar) as province,
        cast(null as varchar) as city
    from store_tickets

),

line_totals as (

    select
        order_id,
        count(*) as line_count,
        sum(quantity) as unit_count
    from lines
    group by order_id

),

refund_totals as (

    select
        order_id,
        sum(refund_amount) as refund_amount,
        max(refunded_at) as last_refunded_at
    from refunds
    group by order_id

),

valued as (

    select
        orders.*,
        orders.gross_amount - orders.discount_amount + orders.freight_amount as order_amount,
        case
            when orders.is_paid
                then orders.gross_amount - orders.discount_amount + orders.freight_amount
            else 0
        end as paid_amount,
        coalesce(refund_totals.refund_amount, 0) as refund_amount,
        refund_totals.last_refunded_at,
        coalesce(line_totals.line_count, 0) as line_count,
        coalesce(line_totals.unit_count, 0) as unit_count
    from orders
    left join line_totals on orders.order_id = line_totals.order_id
    left join refund_totals on orders.order_id = refund_totals.order_id

),

judged as (

    select
        *,
        is_paid and paid_amount > refund_amount as is_purchase
    from valued

),

numbered as (

    select
        *,
        row_number() over (
            partition by one_id, is_purchase
            order by paid_at, order_id
        ) as place
    from judged

)

select
    order_id,
    order_number,
    channel,
    account,
    store_name,
    one_id,
    identified_by,
    order_type,
    order_status,
    is_paid,
    is_purchase,
    is_gift,
    case when one_id is not null and is_purchase then cast(place as integer) end as purchase_number,
    cast(line_count as integer) as line_count,
    cast(unit_count as decimal(18, 3)) as unit_count,
    cast(gross_amount as decimal(18, 2)) as gross_amount,
    cast(discount_amount as decimal(18, 2)) as discount_amount,
    cast(freight_amount as decimal(18, 2)) as freight_amount,
    cast(order_amount as decimal(18, 2)) as order_amount,
    cast(paid_amount as decimal(18, 2)) as paid_amount,
    cast(refund_amount as decimal(18, 2)) as refund_amount,
    cast(paid_amount - refund_amount as decimal(18, 2)) as net_amount,
    payment_method,
    order_scene,
    province,
    city,
    ordered_at,
    paid_at,
    completed_at,
    last_refunded_at,
    {{ business_date('ordered_at') }} as order_date,
    {{ business_date('paid_at') }} as paid_date
from numbered
