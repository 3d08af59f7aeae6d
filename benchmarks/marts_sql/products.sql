-- Four hundred goods in twenty categories, and three kinds of coupons.

insert into staging.stg_wechat_shop__products by name
select
    cast(10000070000000 + p as varchar) as product_id,
    product_code(p) as spu_code,
    cast(1200 + p % 20 as varchar) as category_id,
    product_name(p) as product_name,
    5 as status_code,
    price(p) as min_price,
    true as is_on_sale,
    moment(-100) as edited_at,
    'wxshop' as account,
    1 as first_landed_seq, p as first_landed_position, 1 as landed_seq, p as landed_position,
    moment(0) as landed_at
from range(400) as numbers (p);

insert into staging.stg_wechat_shop__product_skus by name
select
    cast(3100000000000 + p as varchar) as sku_id,
    cast(10000070000000 + p as varchar) as product_id,
    product_code(p) as sku_code,
    price(p) as sale_price,
    500 as stock,
    'wxshop' as account,
    1 as first_landed_seq, p as first_landed_position, 1 as landed_seq, p as landed_position,
    moment(0) as landed_at
from range(400) as numbers (p);

insert into staging.stg_wechat_shop__coupons by name
select
    cast(10000 + c as varchar) as coupon_id,
    '样券' || c as coupon_name,
    'in_force' as coupon_status,
    102 as coupon_type,
    10.0 * c as discount_amount,
    50.0 * c as threshold_amount,
    10000000 as total_count,
    30 as valid_days,
    moment(-30) as created_at,
    moment(-30) as updated_at,
    moment(-30) as receivable_from,
    moment(2000) as receivable_until,
    'wxshop' as account,
    1 as first_landed_seq, c as first_landed_position, 1 as landed_seq, c as landed_position,
    moment(0) as landed_at
from range(1, 4) as numbers (c);
