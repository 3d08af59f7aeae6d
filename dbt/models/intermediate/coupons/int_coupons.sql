{{ config(materialized='view') }}

with shop_coupons as (

    select * from {{ ref('stg_wechat_shop__member_coupons') }}

),

youzan_coupons as (

    select * from {{ ref('stg_youzan__coupons') }}

),

templates as (

    select * from {{ ref('int_coupon_templates') }}

),

app_events as (

    select
        event_id,
        account,
        one_id,
        code as coupon_id,
        event_type,
        order_id,
        occurred_at
    from {{ ref('int_coded_events') }}
    where code_type = 'coupon'

),

openids as (

    select * from {{ identified_by('shop_openid') }} as openids

),

unionids as (

    select * from {{ identified_by('unionid') }} as unionids

),

customers as (

    select * from {{ identified_by('youzan_yz_open_id') }} as customers

),

-- the log names a coupon or, in other systems, its kind: what several people got is a kind
logged_ids as (

    select
        app_events.coupon_id,
        max(templates.template_id) as known_template_id,
        count(distinct app_events.one_id) > 1 or max(templates.template_id) is not null
            as is_template
    from app_events
    left join templates
        on
            templates.channel = {{ channel('shop') }}
            and app_events.coupon_id = templates.template_id
    group by app_events.coupon_id

),

logged as (

    select
        app_events.event_id,
        app_events.account,
        app_events.one_id,
        app_events.coupon_id,
        app_events.event_type,
        app_events.order_id,
        app_events.occurred_at,
        case when logged_ids.is_template then app_events.coupon_id end as template_id,
        case when logged_ids.is_template then app_events.one_id else '' end as holder,
        row_number() over (
            partition by
                app_events.coupon_id,
                app_events.event_type,
                case when logged_ids.is_template then app_events.one_id end
            order by app_events.occurred_at, app_events.event_id
        ) as place
    from app_events
    inner join logged_ids on app_events.coupon_id = logged_ids.coupon_id
    left join shop_coupons on app_events.coupon_id = shop_coupons.member_coupon_id
    where shop_coupons.member_coupon_id is null

),

receipts as (

    select * from logged
    where event_type = 'coupon_receive'

),

uses as (

    select * from logged
    where event_type = 'coupon_use'

),

app_coupons as (

    select
        coalesce(receipts.event_id, uses.event_id) as record_key,
        coalesce(receipts.account, uses.account) as account,
        coalesce(receipts.one_id, uses.one_id) as one_id,
        coalesce(receipts.template_id, uses.template_id) as template_id,
        uses.order_id,
        receipts.occurred_at as received_at,
        uses.occurred_at as used_at
    from receipts
    full outer join uses
        on
            receipts.coupon_id = uses.coupon_id
            and receipts.place = uses.place
            and receipts.holder = uses.holder

),

coupons as (

    select
        {{ channel('shop') }} as channel,
        shop_coupons.account,
        shop_coupons.member_coupon_id as record_key,
        shop_coupons.coupon_id as template_id,
        coalesce(openids.one_id, unionids.one_id) as one_id,
        shop_coupons.coupon_status = 'used' as is_used,
        shop_coupons.coupon_status = 'expired' as is_expired,
        'cash' as benefit,
        shop_coupons.discount_amount as face_value,
        case
            when shop_coupons.coupon_status = 'used' then shop_coupons.discount_amount
        end as discount_amount,
        shop_coupons.order_id,
        shop_coupons.received_at,
        shop_coupons.valid_until,
        shop_coupons.used_at,
        'wechat_shop' as source,
        'member_coupons' as stream
    from shop_coupons
    left join openids
        on shop_coupons.account = openids.scope and shop_coupons.openid = openids.value
    left join unionids on shop_coupons.unionid = unionids.value

    union all

    select
        {{ channel('youzan') }} as channel,
        youzan_coupons.account,
        youzan_coupons.coupon_id as record_key,
        youzan_coupons.activity_id as template_id,
        customers.one_id,
        youzan_coupons.used_at is not null as is_used,
        false as is_expired,
        coalesce(youzan_coupons.benefit, 'cash') as benefit,
        youzan_coupons.face_value,
        youzan_coupons.used_value as discount_amount,
        youzan_coupons.used_in_order_id as order_id,
        youzan_coupons.received_at,
        youzan_coupons.valid_until_at as valid_until,
        youzan_coupons.used_at,
        'youzan' as source,
        'coupons' as stream
    from youzan_coupons
    left join customers
        on
            youzan_coupons.account = customers.scope
            and youzan_coupons.yz_open_id = customers.value

    union all

    select
        {{ channel('mini_program') }} as channel,
        account,
        record_key,
        template_id,
        one_id,
        used_at is not null as is_used,
        false as is_expired,
        cast(null as varchar) as benefit,
        cast(null as decimal(18, 2)) as face_value,
        cast(null as decimal(18, 2)) as discount_amount,
        order_id,
        received_at,
        cast(null as timestamp) as valid_until,
        used_at,
        'wechat_mini_program' as source,
        'events' as stream
    from app_coupons

)

select * from coupons
