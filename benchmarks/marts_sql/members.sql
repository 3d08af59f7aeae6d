-- Members who came in [first_day, end_day): their identifiers, as identity leaves them, and what the
-- channels know of them.

create or replace temp table newcomers as
select
    m,
    joined_at(m) as joined_at,
    cast(floor(greatest(
        0, (m + 1 - getvariable('first_members')) / getvariable('members_a_day')
    )) as bigint) as landed_day
from range(
    case when getvariable('first_day') = 0 then 0 else joined(getvariable('first_day')) end,
    joined(getvariable('end_day'))
) as numbers (m);

create or replace temp table carried as
select m, joined_at, landed_day, 0 as place, 'mp_openid' as identifier_type, 'wxapp' as scope, app_openid(m) as value
from newcomers where has_app(m)
union all
select m, joined_at, landed_day, 1, 'brand_user_id', 'brand', login_id(m) from newcomers where has_login(m)
union all
select m, joined_at, landed_day, 2, 'shop_openid', 'wxshop', shop_openid(m) from newcomers where has_shop(m)
union all
select m, joined_at, landed_day, 3, 'member_card', 'brand', card_no(m) from newcomers where has_card(m)
union all
select m, joined_at, landed_day, 4, 'oa_openid', 'wxaccount', account_openid(m) from newcomers where has_account(m)
union all
select m, joined_at, landed_day, 5, 'unionid', 'open_platform', unionid(m) from newcomers where has_unionid(m)
union all
select m, joined_at, landed_day, 6, 'phone', '', phone_token(m) from newcomers where has_login(m);

insert into intermediate.int_identity__map by name
select
    identifier_type,
    scope,
    value,
    md5(concat(identifier_type, scope, value)) as identifier_id,
    m * 8 + place as identifier_number,
    one_id(m) as one_id,
    'linked' as status
from carried;

insert into intermediate.int_identity__identifiers by name
select
    m * 8 + place as identifier_number,
    md5(concat(identifier_type, scope, value)) as identifier_id,
    identifier_type,
    scope,
    value,
    m * 8 + place as canonical_number,
    identifier_type <> 'phone' as is_subject,
    false as is_blocked,
    joined_at as first_seen_at,
    joined_at as last_seen_at,
    'wechat_mini_program' as sources,
    1 as record_count,
    1000 + landed_day as first_landed_seq,
    m as first_landed_position
from carried;

insert into staging.stg_wechat_mini_program__registry by name
select
    'wxapp|' || md5(concat(m, 'registry')) as registry_line_id,
    'wxapp' as appid,
    app_openid(m) as openid,
    login_id(m) as login_id,
    unionid(m) as unionid,
    case when m % 20 = 5 then login_id(m - 5) end as inviter_login_id,
    phone_token(m) as phone_token,
    '199****' || lpad(cast(m % 10000 as varchar), 4, '0') as phone_mask,
    'valid' as phone_status,
    ['female', 'female', 'male', 'unknown'][1 + m % 4] as gender,
    province(m) as province,
    city(m) as city,
    ['普通', '普通', '银卡', '金卡'][1 + m % 4] as member_level,
    ['自然流量', '好友邀请', '门店扫码', '广告'][1 + m % 4] as register_channel,
    cast(m % 500 as integer) as points,
    true as is_phone_verified,
    date '1985-01-01' + cast(m % 7000 as integer) as birthday,
    joined_at as registered_at,
    joined_at as recorded_at,
    'wxapp' as account,
    1000 + landed_day as first_landed_seq,
    m as first_landed_position,
    1000 + landed_day as landed_seq,
    m as landed_position,
    landing_time(landed_day) as landed_at
from newcomers
where has_login(m);

insert into staging.stg_offline__members by name
select
    card_no(m) as member_row_id,
    card_no(m) as member_no,
    phone_token(m) as phone_token,
    '199****' || lpad(cast(m % 10000 as varchar), 4, '0') as phone_mask,
    'valid' as phone_status,
    code('nm1_', m % 300, 32) as guide_token,
    ['female', 'female', 'male', 'unknown'][1 + m % 4] as gender,
    ['普通', '普通', '银卡', '金卡'][1 + m % 4] as member_level,
    store(m) as open_store,
    '正常' as card_status,
    cast(m % 900 as integer) as points,
    date '1985-01-01' + cast(m % 7000 as integer) as birthday,
    cast(landing_time(landed_day) as date) as snapshot_date,
    joined_at as opened_at,
    'brand' as account,
    1000 + landed_day as first_landed_seq,
    m as first_landed_position,
    1000 + landed_day as landed_seq,
    m as landed_position,
    landing_time(landed_day) as landed_at
from newcomers
where has_card(m);

insert into staging.stg_wechat_official_account__followers by name
select
    account_openid(m) as openid,
    unionid(m) as unionid,
    ['ADD_SCENE_QR_CODE', 'ADD_SCENE_SEARCH', 'ADD_SCENE_PROFILE_CARD'][1 + m % 3] as subscribe_scene,
    'zh_CN' as language,
    '[]' as tag_ids,
    m % 9 <> 0 as is_subscribed,
    joined_at as subscribed_at,
    'wxaccount' as account,
    1000 + landed_day as first_landed_seq,
    m as first_landed_position,
    1000 + landed_day as landed_seq,
    m as landed_position,
    landing_time(landed_day) as landed_at
from newcomers
where has_account(m);

insert into staging.stg_wechat_official_account__follow_events by name
select
    concat('wxaccount|', account_openid(m), '|', m, '|', event_type) as event_id,
    account_openid(m) as openid,
    'gh_sample' as account_id,
    event_type,
    case when event_type = 'scan' then 'store_S' || m % 40 end as scene_key,
    event_type = 'scan' as is_from_qr_code,
    joined_at + to_hours(case event_type when 'subscribe' then 0 when 'scan' then 2 else 5 end)
        as occurred_at,
    'wxaccount' as account,
    1000 + landed_day as first_landed_seq,
    m as first_landed_position,
    1000 + landed_day as landed_seq,
    m as landed_position,
    landing_time(landed_day) as landed_at
from newcomers
cross join (values ('subscribe'), ('scan'), ('unsubscribe')) as kinds (event_type)
where
    has_account(m)
    and (event_type = 'subscribe' or event_type = 'scan' and m % 3 = 0 or m % 9 = 0)
    and not (event_type = 'scan' and m % 9 = 0);
