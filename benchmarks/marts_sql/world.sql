-- What the other files draw from. Everything is a pure function of a running number (of a member, an
-- order, an event) and of the seed, so that any stretch of days can be written by itself, and again.
-- Days count from 0 (variable day_zero); `t` is a day with its fraction. Variables: see marts_data.py.

create or replace temp macro chance(k, salt) as
    hash(cast(k as bigint) * 1009 + salt + getvariable('seed') * 7) / 18446744073709551616.0;

create or replace temp macro code(prefix, k, width) as
    prefix || substr(md5(concat(k, prefix, getvariable('seed'))), 1, width);

-- Shops are open from 8 to 23 o'clock in Shanghai, so that a UTC day is a business day.
create or replace temp macro moment(t) as
    cast(getvariable('day_zero') as timestamp)
    + to_microseconds(cast((floor(t) * 86400 + (t - floor(t)) * 53000) * 1000000 as bigint));

-- A day's records land after its end, in batches that are numbered 1000 + day.
create or replace temp macro landing_time(day) as
    cast(getvariable('day_zero') as timestamp) + to_hours(cast(24 * day + 17 as bigint));

-- Who came until then: some were there before, the others come evenly.
create or replace temp macro joined(t) as
    cast(getvariable('first_members') + t * getvariable('members_a_day') as bigint);

create or replace temp macro joined_at(m) as
    case
        when m < getvariable('first_members')
            then moment(0) - to_hours(cast(1 + 24 * floor(300 * chance(m, 1)) as bigint))
        else moment((m + 1 - getvariable('first_members')) / getvariable('members_a_day'))
    end;

-- Half of all orders and visits are of the fifth that is loyal, the others of people who came lately.
create or replace temp macro somebody(k, t, salt) as
    case
        when chance(k, salt) < 0.5
            then cast(floor(joined(t) * chance(k, salt + 1) / 5) * 5 as bigint)
        else cast(floor((joined(t) - 1) * (1 - pow(chance(k, salt + 1), 2))) as bigint)
    end;

-- A quarter never buys.
create or replace temp macro as_buyer(m) as
    case when m % 5 = 4 then m - 1 when m % 25 in (1, 2) then m - m % 25 else m end;
create or replace temp macro buyer(k) as
    as_buyer(somebody(k, k / getvariable('orders_a_day'), 20));

create or replace temp macro one_id(m) as code('m_', m, 20);
create or replace temp macro app_openid(m) as code('oApp00', m, 22);
create or replace temp macro shop_openid(m) as code('oShop0', m, 22);
create or replace temp macro account_openid(m) as code('oAcc00', m, 22);
create or replace temp macro unionid(m) as code('oUnion', m, 22);
create or replace temp macro phone_token(m) as code('ph1_', m, 32);
create or replace temp macro login_id(m) as cast(100000000 + m as varchar);
create or replace temp macro card_no(m) as '88' || lpad(cast(m as varchar), 10, '0');

create or replace temp macro has_app(m) as m % 5 <> 2;
create or replace temp macro has_login(m) as m % 5 in (0, 1, 3);
create or replace temp macro has_shop(m) as m % 5 <> 4;
create or replace temp macro has_card(m) as m % 5 in (0, 3);
create or replace temp macro has_account(m) as m % 2 = 0;
create or replace temp macro has_unionid(m) as m % 10 <> 7;

create or replace temp macro order_id(k) as '37' || lpad(cast(k as varchar), 17, '0');
create or replace temp macro is_shop_order(k) as chance(k, 30) < 0.7;
create or replace temp macro line_count(k) as 1 + cast(floor(3 * chance(k, 31)) as integer);
create or replace temp macro product(k, line) as
    cast(floor(400 * pow(chance(k * 4 + line, 32), 2)) as integer);
create or replace temp macro quantity(k, line) as
    case when chance(k * 4 + line, 33) < 0.8 then 1 else 2 end;
create or replace temp macro price(p) as cast(19.9 + p * 37 % 300 as decimal(18, 2));
create or replace temp macro is_discounted(k) as chance(k, 34) < 0.2;
create or replace temp macro gross(k, line) as
    cast(price(product(k, line)) * quantity(k, line) as decimal(18, 2));
create or replace temp macro off(k, line) as
    cast(case when is_discounted(k) then floor(gross(k, line) / 10) else 0 end as decimal(18, 2));
create or replace temp macro order_sum(k, amount_0, amount_1, amount_2) as
    amount_0 + case when line_count(k) > 1 then amount_1 else 0 end
    + case when line_count(k) > 2 then amount_2 else 0 end;
create or replace temp macro product_code(p) as 'SKU-' || lpad(cast(p as varchar), 4, '0');
create or replace temp macro product_name(p) as '样品' || lpad(cast(p as varchar), 4, '0');
create or replace temp macro province(m) as
    ['上海', '广东省', '浙江省', '湖北省', '四川省', '北京', '江苏省', '山东省'][1 + m % 8];
create or replace temp macro city(m) as
    ['上海', '广州市', '杭州市', '武汉市', '成都市', '北京', '南京市', '青岛市'][1 + m % 8];
create or replace temp macro store(k) as '样板' || cast(1 + floor(40 * chance(k, 35)) as integer) || '号店';
