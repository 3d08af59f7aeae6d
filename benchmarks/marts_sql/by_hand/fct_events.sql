select
    e.event_id,
    coalesce(a.one_id, u.one_id) as one_id,
    'wechat_mini_program' as channel,
    e.appid as account,
    case e.event_name
        when '$MPLaunch' then 'app_launch' when '$MPViewScreen' then 'page_view'
        when 'view_product' then 'product_view' when 'add_to_cart' then 'cart_add'
        when 'submit_order' then 'order_submit' when 'pay_order' then 'order_pay'
        when 'receive_coupon' then 'coupon_receive' when 'use_coupon' then 'coupon_use'
        when 'earn_points' then 'points_earn' when 'redeem_points' then 'points_redeem'
        else e.event_name
    end as event_type,
    e.url_path, e.stay_seconds, e.keyword, e.result_count, e.product_id, e.category, e.quantity,
    e.order_id, e.amount, e.coupon_id, e.points, e.reason, e.channel as reach_channel, e.campaign_id,
    e.utm_campaign, coalesce(e.scene, e.share_scene) as scene, e.invitee_login_id, e.occurred_at,
    cast(e.occurred_at + interval '8' hour as date) as event_date
from staging.stg_wechat_mini_program__events as e
left join (
    select value, one_id from intermediate.int_identity__map where identifier_type = 'mp_openid'
) as a on e.openid = a.value
left join (
    select value, one_id from intermediate.int_identity__map where identifier_type = 'brand_user_id'
) as u on e.login_id = u.value
union all
select
    f.event_id, m.one_id, 'wechat_official_account', f.account, 'qr_scan',
    null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
    f.scene_key, null, f.occurred_at, cast(f.occurred_at + interval '8' hour as date)
from staging.stg_wechat_official_account__follow_events as f
left join (
    select value, one_id from intermediate.int_identity__map where identifier_type = 'oa_openid'
) as m on f.openid = m.value
where f.event_type = 'scan'
