with events as (

    select * from {{ ref('stg_wechat_mini_program__events') }}
    where event_name in ('submit_order', 'pay_order') and order_id is not null

),

orders as (

    select
        order_id,
        account,
        coalesce(giver_openid, openid) as buyer_openid
    from {{ ref('stg_wechat_shop__orders') }}

),

purchases as (

    select
        events.appid,
        events.openid,
        orders.account,
        orders.buyer_openid,
        events.event_id,
        events.occurred_at,
        {{ landing_order('events.first_landed_seq', 'events.first_landed_position') }}
            as landed_order
    from events
    inner join orders on events.order_id = orders.order_id
    where orders.buyer_openid is not null

),

logged as (

    select
        'mp_openid' as subject_type,
        appid as subject_scope,
        openid as subject_value,
        'shop_openid' as stated_type,
        account as stated_scope,
        buyer_openid as stated_value,
        'wechat_mini_program' as source,
        'events' as stream,
        min_by(event_id, landed_order) as first_record_key,
        min(occurred_at) as first_seen_at,
        max(occurred_at) as last_seen_at,
        min(landed_order) as first_landed_order,
        max(landed_order) as last_landed_order,
        count(*) as record_count
    from purchases
    group by appid, openid, account, buyer_openid

)

select * from logged
union all
select * from {{ ref('int_identity__payment_evidence') }}
