with shop_people as (
    select value, one_id from intermediate.int_identity__map where identifier_type = 'shop_openid'
),

cards as (
    select value, one_id from intermediate.int_identity__map where identifier_type = 'member_card'
),

tickets as (
    select
        concat('brand|', store, '|', cast(sold_at + interval '8' hour as date), '|', ticket_no) as order_id,
        min(ticket_no) as ticket_no,
        min(store) as store,
        min(sold_at) as sold_at,
        min(member_no) as member_no,
        min(pay_method) as pay_method,
        bool_and(line_type = 'return') as is_return,
        sum(amount + discount) as gross,
        sum(discount) as discount,
        sum(amount) as amount,
        count(*) as lines,
        sum(quantity) as units
    from staging.stg_offline__sales
    group by 1
),

items as (
    select order_id, count(*) as lines, sum(quantity) as units
    from staging.stg_wechat_shop__order_items
    group by 1
),

refunds as (
    select order_id, sum(refund_amount) as refund, max(completed_at) as refunded_at
    from staging.stg_wechat_shop__aftersales
    where is_refunded
    group by 1
),

orders as (
    select
        o.order_id, o.order_id as order_number, 'wechat_shop' as channel, o.account,
        null as store_name, p.one_id,
        case when p.one_id is not null then 'shop_openid' end as identified_by,
        'sale' as order_type,
        case o.status_code when 100 then 'completed' when 250 then 'cancelled' else 'awaiting_shipment' end
            as order_status,
        o.paid_at is not null as is_paid, o.is_gift, i.lines, i.units,
        o.product_amount as gross_amount,
        o.product_amount + o.freight_amount - o.order_amount as discount_amount,
        o.freight_amount, o.order_amount,
        case when o.paid_at is not null then o.order_amount else 0 end as paid_amount,
        coalesce(r.refund, 0) as refund_amount,
        o.payment_method, o.order_scene, o.province, o.city,
        o.created_at as ordered_at, o.paid_at, o.received_at as completed_at,
        r.refunded_at as last_refunded_at
    from staging.stg_wechat_shop__orders as o
    left join shop_people as p on o.openid = p.value
    left join items as i on o.order_id = i.order_id
    left join refunds as r on o.order_id = r.order_id
    union all
    select
        t.order_id, t.ticket_no, 'offline_store', 'brand', t.store, c.one_id,
        case when c.one_id is not null then 'member_card' end,
        case when t.is_return then 'return' else 'sale' end,
        case when t.is_return then 'returned' else 'completed' end,
        true, false,
        case when t.is_return then 0 else t.lines end,
        case when t.is_return then 0 else t.units end,
        case when t.is_return then 0 else t.gross end,
        case when t.is_return then 0 else t.discount end,
        0,
        case when t.is_return then 0 else t.amount end,
        case when t.is_return then 0 else t.amount end,
        case when t.is_return then t.amount else 0 end,
        t.pay_method, 'store', null, null, t.sold_at, t.sold_at, t.sold_at,
        case when t.is_return then t.sold_at end
    from tickets as t
    left join cards as c on t.member_no = c.value
)

select
    order_id, order_number, channel, account, store_name, one_id, identified_by, order_type,
    order_status, is_paid,
    is_paid and paid_amount > refund_amount as is_purchase,
    is_gift,
    case
        when one_id is not null and is_paid and paid_amount > refund_amount then cast(row_number() over (
            partition by one_id, is_paid and paid_amount > refund_amount order by paid_at, order_id
        ) as integer)
    end as purchase_number,
    cast(lines as integer) as line_count,
    cast(units as decimal(18, 3)) as unit_count,
    cast(gross_amount as decimal(18, 2)) as gross_amount,
    cast(discount_amount as decimal(18, 2)) as discount_amount,
    cast(freight_amount as decimal(18, 2)) as freight_amount,
    cast(order_amount as decimal(18, 2)) as order_amount,
    cast(paid_amount as decimal(18, 2)) as paid_amount,
    cast(refund_amount as decimal(18, 2)) as refund_amount,
    cast(paid_amount - refund_amount as decimal(18, 2)) as net_amount,
    payment_method, order_scene, province, city, ordered_at, paid_at, completed_at, last_refunded_at,
    cast(ordered_at + interval '8' hour as date) as order_date,
    cast(paid_at + interval '8' hour as date) as paid_date
from orders
