-- Orders of [first_day - 8, end_day) as they stand at the end: the shop's go on changing for a week,
-- so the last days' are written anew. Tickets of the stores stay as they are.

create or replace temp table placed as
select
    k,
    k / getvariable('orders_a_day') as t,
    moment(k / getvariable('orders_a_day')) as placed_at,
    buyer(k) as m,
    getvariable('end_day') - k / getvariable('orders_a_day') > 7 as is_done,
    cast(floor(k / getvariable('orders_a_day')) as bigint)
    + case when getvariable('end_day') - k / getvariable('orders_a_day') > 7 then 7 else 0 end
        as last_day,
    is_shop_order(k) as is_of_shop,
    line_count(k) as lines,
    order_sum(k, gross(k, 0), gross(k, 1), gross(k, 2)) as gross_amount,
    order_sum(k, off(k, 0), off(k, 1), off(k, 2)) as discount_amount
from range(
    cast(ceil(greatest(getvariable('first_day') - 8, 0) * getvariable('orders_a_day')) as bigint),
    cast(ceil(getvariable('end_day') * getvariable('orders_a_day')) as bigint)
) as numbers (k);

delete from staging.stg_wechat_shop__orders
where created_at >= moment(greatest(getvariable('first_day') - 8, 0));
delete from staging.stg_wechat_shop__order_items
where first_landed_seq >= 1000 + greatest(getvariable('first_day') - 8, 0);

insert into staging.stg_wechat_shop__orders by name
select
    order_id(k) as order_id,
    shop_openid(m) as openid,
    case when has_unionid(m) then unionid(m) end as unionid,
    province(m) as province,
    city(m) as city,
    'wechat_pay' as payment_method,
    ['live', 'short_video', 'other'][1 + m % 3] as order_scene,
    case when k % 50 = 7 then 250 when is_done then 100 else 20 end as status_code,
    gross_amount as product_amount,
    0 as freight_amount,
    discount_amount,
    gross_amount - discount_amount as order_amount,
    false as is_gift,
    placed_at as created_at,
    placed_at + case when is_done then interval '7' day else interval '1' minute end as updated_at,
    case when k % 50 <> 7 then placed_at + interval '1' minute end as paid_at,
    case when k % 50 <> 7 and is_done then placed_at + interval '7' day end as received_at,
    'wxshop' as account,
    1000 + cast(floor(t) as bigint) as first_landed_seq,
    cast(k % 1000000 as integer) as first_landed_position,
    1000 + last_day as landed_seq,
    cast(k % 1000000 as integer) as landed_position,
    landing_time(last_day) as landed_at
from placed
where is_of_shop;

insert into staging.stg_wechat_shop__order_items by name
select
    order_id(k) || '_00' || line as order_item_id,
    order_id(k) as order_id,
    cast(10000070000000 + p as varchar) as product_id,
    cast(3100000000000 + p as varchar) as sku_id,
    product_code(p) as sku_code,
    product_name(p) as product_name,
    quantity(k, line) as quantity,
    price(p) as unit_price,
    gross(k, line) - off(k, line) as paid_amount,
    false as is_free_gift,
    'wxshop' as account,
    1000 + cast(floor(t) as bigint) as first_landed_seq,
    cast(k % 1000000 as integer) as first_landed_position,
    1000 + last_day as landed_seq,
    cast(k % 1000000 as integer) as landed_position,
    landing_time(last_day) as landed_at
from (
    select k, t, last_day, placed_at, line, product(k, line) as p
    from placed
    cross join range(3) as numbers (line)
    where is_of_shop and line < lines
);

insert into staging.stg_offline__sales by name
select
    concat(code('t', k, 19), '-', code('v', k, 9), '-', code('l', k * 4 + line, 15)) as sale_line_id,
    code('t', k, 19) as ticket_id,
    code('v', k, 9) as version_id,
    code('l', k * 4 + line, 15) as line_id,
    cast(k as varchar) as ticket_no,
    case when has_card(m) then card_no(m) end as member_no,
    product_code(p) as product_code,
    store(k) as store,
    '01' as register,
    product_name(p) as product_name,
    '微信' as pay_method,
    case when k % 60 = 1 then 'return' else 'sale' end as line_type,
    quantity(k, line) as quantity,
    price(p) as unit_price,
    gross(k, line) - off(k, line) as amount,
    off(k, line) as discount,
    placed_at as sold_at,
    'brand' as account,
    1000 + cast(floor(t) as bigint) as first_landed_seq,
    cast(k % 1000000 as integer) as first_landed_position,
    1000 + cast(floor(t) as bigint) as landed_seq,
    cast(k % 1000000 as integer) as landed_position,
    landing_time(floor(t)) as landed_at
from (
    select k, t, m, placed_at, line, product(k, line) as p
    from placed
    cross join range(3) as numbers (line)
    where not is_of_shop and line < lines and t >= getvariable('first_day')
);

-- One file a day.
insert into staging.stg_offline__ticket_statements by name
select
    'brand' as account,
    code('d', floor(t), 15) as delivery_id,
    code('s', floor(t), 15) as series_id,
    code('t', k, 19) as ticket_id,
    code('v', k, 9) as version_id,
    concat('销售明细_', floor(t), '.csv') as file_name,
    store(k) as store,
    0 as unread_lines,
    0 as refused_lines,
    false as is_at_edge,
    cast(placed_at as date) as sold_on,
    cast(placed_at as date) as stated_on,
    date_trunc('day', placed_at) + interval '16' hour as modified_at,
    cast(placed_at as date) as first_day,
    cast(placed_at as date) as last_day,
    cast(floor(t) as bigint) * 1000000 as arrived_order,
    k as landed_order
from placed
where not is_of_shop and t >= getvariable('first_day');

insert into staging.stg_offline__points_statements by name
select
    md5(concat(k, 'points')) as entry_id,
    card_no(m) as member_no,
    cast(k as varchar) as order_no,
    '消费获得' as entry_type,
    store(k) as store,
    floor(gross_amount - discount_amount) as points_change,
    true as is_booked,
    placed_at as changed_at,
    'brand' as account,
    1000 + cast(floor(t) as bigint) as first_landed_seq,
    cast(k % 1000000 as integer) as first_landed_position,
    1000 + cast(floor(t) as bigint) as landed_seq,
    cast(k % 1000000 as integer) as landed_position,
    landing_time(floor(t)) as landed_at
from placed
where not is_of_shop and has_card(m) and k % 60 <> 1 and t >= getvariable('first_day');

-- One order in thirty is given back in part, four days later.
insert into staging.stg_wechat_shop__aftersales by name
select
    cast(2000000000000000000 + k as varchar) as aftersale_id,
    order_id(k) as order_id,
    cast(10000070000000 + product(k, 0) as varchar) as product_id,
    cast(3100000000000 + product(k, 0) as varchar) as sku_id,
    shop_openid(m) as openid,
    'return' as aftersale_type,
    'MERCHANT_RETURN_SUCCESS' as status,
    'NO_REASON_7_DAYS' as reason,
    quantity(k, 0) as quantity,
    gross(k, 0) - off(k, 0) as refund_amount,
    true as is_refunded,
    placed_at + interval '3' day as created_at,
    placed_at + interval '4' day as updated_at,
    placed_at + interval '4' day as completed_at,
    'wxshop' as account,
    1004 + cast(floor(t) as bigint) as first_landed_seq,
    cast(k % 1000000 as integer) as first_landed_position,
    1004 + cast(floor(t) as bigint) as landed_seq,
    cast(k % 1000000 as integer) as landed_position,
    landing_time(floor(t) + 4) as landed_at
from placed
where
    is_of_shop and chance(k, 36) < 1 / 30 and k % 50 <> 7
    and floor(t) + 4 >= getvariable('first_day') and floor(t) + 4 < getvariable('end_day');

-- A seventh of the coupons is used, in the order it was made for.
insert into staging.stg_wechat_shop__member_coupons by name
select
    cast(5500000000000 + k as varchar) as member_coupon_id,
    cast(10001 + k % 3 as varchar) as coupon_id,
    shop_openid(m) as openid,
    case when has_unionid(m) then unionid(m) end as unionid,
    case when k % 7 = 0 and k % 50 <> 7 then order_id(k) end as order_id,
    case when k % 7 = 0 and k % 50 <> 7 then 'used' else 'unused' end as coupon_status,
    10.0 * (1 + k % 3) as discount_amount,
    placed_at - interval '1' hour as received_at,
    placed_at as updated_at,
    placed_at - interval '1' hour as valid_from,
    placed_at + interval '30' day as valid_until,
    case when k % 7 = 0 and k % 50 <> 7 then placed_at end as used_at,
    'wxshop' as account,
    1000 + cast(floor(t) as bigint) as first_landed_seq,
    cast(k % 1000000 as integer) as first_landed_position,
    1000 + cast(floor(t) as bigint) as landed_seq,
    cast(k % 1000000 as integer) as landed_position,
    landing_time(floor(t)) as landed_at
from placed
where is_of_shop and k % 7 in (0, 3) and t >= getvariable('first_day');
