-- Behaviour that arrived in [first_day, end_day): visits of eight events each, one in two hundred a day
-- late.

create or replace temp table arrived as
with logged as (
    select
        k,
        k / getvariable('events_a_day') as t,
        cast(floor(k / getvariable('events_a_day') * getvariable('orders_a_day')) as bigint) as o,
        cast(floor(k / getvariable('events_a_day')) as bigint)
        + case when chance(k, 50) < 0.005 then 1 else 0 end as landed_day,
        case when k % 8 = 0 then 0 else cast(floor(100 * chance(k, 51)) as integer) end as die
    from range(
        cast(ceil(greatest(getvariable('first_day') - 1, 0) * getvariable('events_a_day')) as bigint),
        cast(ceil(getvariable('end_day') * getvariable('events_a_day')) as bigint)
    ) as numbers (k)
),

named as (
    select
        *,
        case
            when k % 8 = 0 then '$MPLaunch'
            when die < 44 then '$MPViewScreen'
            when die < 64 then 'view_product'
            when die < 74 then 'add_to_cart'
            when die < 79 then 'message_receive'
            when die < 83 then 'search'
            when die < 87 then 'submit_order'
            when die < 91 then 'pay_order'
            when die < 94 then 'earn_points'
            when die < 96 then 'receive_coupon'
            when die < 98 then 'share'
            when die < 99 then 'message_click'
            else 'redeem_points'
        end as event_name
    from logged
    where landed_day >= getvariable('first_day') and landed_day < getvariable('end_day')
),

acted as (
    select
        *,
        case
            when event_name in ('submit_order', 'pay_order') then buyer(o)
            else somebody(k // 8, (k // 8) * 8 / getvariable('events_a_day'), 52)
        end as drawn
    from named
)

select
    * exclude (drawn),
    case when drawn % 5 = 2 then drawn - 2 else drawn end as m,
    cast(floor(400 * pow(chance(k, 54), 2)) as integer) as p
from acted;

insert into staging.stg_wechat_mini_program__events by name
select
    'wxapp|' || md5(concat(k, 'event')) as event_id,
    'wxapp' as appid,
    app_openid(m) as openid,
    case when has_login(m) then login_id(m) end as login_id,
    case
        when event_name in ('view_product', 'add_to_cart') then cast(10000070000000 + p as varchar)
    end as product_id,
    case when event_name in ('submit_order', 'pay_order') then order_id(o) end as order_id,
    case when event_name = 'receive_coupon' then cast(5500000000000 + o as varchar) end as coupon_id,
    case when event_name in ('message_receive', 'message_click') then 'C' || lpad(cast(p % 20 as varchar), 3, '0') end
        as campaign_id,
    event_name,
    case
        when event_name in ('$MPViewScreen', 'share') then [
            'pages/home/index', 'pages/product/detail', 'pages/cart/index', 'pages/category/index',
            'pages/member/center', 'pages/activity/invite'
        ][1 + p % 6]
    end as url_path,
    case when event_name = 'search' then '样品' || lpad(cast(p as varchar), 4, '0') end as keyword,
    case when event_name = 'view_product' then '类目' || p % 20 end as category,
    case event_name when 'earn_points' then 'task' when 'redeem_points' then 'redeem_gift' end as reason,
    case when event_name in ('message_receive', 'message_click') then 'template_message' end as channel,
    case when event_name = '$MPLaunch' then ['1001', '1008', '1011', '1047'][1 + k // 8 % 4] end as scene,
    case when event_name = 'share' then '2' end as share_scene,
    case when event_name = '$MPViewScreen' then 1.0 + p % 40 end as stay_seconds,
    case when event_name = 'search' then p % 7 end as result_count,
    case when event_name = 'add_to_cart' then 1 end as quantity,
    case event_name when 'earn_points' then 5 when 'redeem_points' then 10 end as points,
    case
        when event_name in ('submit_order', 'pay_order')
            then order_sum(o, gross(o, 0) - off(o, 0), gross(o, 1) - off(o, 1), gross(o, 2) - off(o, 2))
    end as amount,
    moment(t) + to_seconds(30 * (k % 8)) as occurred_at,
    'wxapp' as account,
    1000 + landed_day as first_landed_seq,
    cast(k % 1000000 as integer) as first_landed_position,
    1000 + landed_day as landed_seq,
    cast(k % 1000000 as integer) as landed_position,
    landing_time(landed_day) as landed_at
from arrived;

insert into staging.stg_wechat_official_account__template_results by name
select
    concat('wxaccount|', k) as result_id,
    account_openid(m) as openid,
    cast(3300000000000000000 + k as varchar) as message_id,
    'templatesendjobfinish' as event_type,
    'success' as status,
    moment(t) + to_seconds(30 * (k % 8)) as occurred_at,
    true as is_delivered,
    'wxaccount' as account,
    1000 + landed_day as first_landed_seq,
    cast(k % 1000000 as integer) as first_landed_position,
    1000 + landed_day as landed_seq,
    cast(k % 1000000 as integer) as landed_position,
    landing_time(landed_day) as landed_at
from arrived
where event_name = 'message_receive' and has_account(m);
