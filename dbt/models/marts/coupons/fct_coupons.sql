with coupons as (

    select * from {{ ref('int_coupons') }}

),

templates as (

    select * from {{ ref('int_coupon_templates') }}

),

-- few coupons were used: the orders of those alone are held against them
orders as (

    select
        order_id,
        net_amount
    from {{ ref('fct_orders') }}
    where order_id in (select coupons.order_id from coupons)

),

-- the kinds that the log of the mini program names are the shop's; it does not say which shop's
kinds as (

    select
        channel,
        account,
        template_id,
        template_name,
        threshold_amount,
        face_value,
        valid_days
    from templates
    union all
    select
        {{ channel('mini_program') }} as channel,
        cast(null as varchar) as account,
        template_id,
        min_by(template_name, account) as template_name,
        min_by(threshold_amount, account) as threshold_amount,
        min_by(face_value, account) as face_value,
        min_by(valid_days, account) as valid_days
    from templates
    where channel = {{ channel('shop') }}
    group by template_id

),

described as (

    select
        coupons.*,
        kinds.template_name,
        kinds.threshold_amount,
        coalesce(coupons.face_value, kinds.face_value) as known_face_value,
        coalesce(
            coupons.valid_until,
            coupons.received_at + kinds.valid_days * interval '1' day
        ) as lapses_at
    from coupons
    left join kinds
        on
            coupons.channel = kinds.channel
            and coupons.template_id = kinds.template_id
            and coalesce(kinds.account, '')
            = case
                when coupons.channel = {{ channel('mini_program') }} then ''
                else coupons.account
            end

)

select
    {{ surrogate_key(['described.channel', 'described.account', 'described.record_key']) }}
        as coupon_id,
    described.channel,
    described.account,
    described.template_id,
    described.template_name,
    described.one_id,
    case
        when described.is_used then 'used'
        when
            described.is_expired or {{ business_date('described.lapses_at') }} < {{ as_of() }}
            then 'expired'
        else 'unused'
    end as coupon_status,
    described.benefit,
    described.known_face_value as face_value,
    described.threshold_amount,
    described.received_at,
    {{ business_date('described.received_at') }} as received_date,
    described.lapses_at as valid_until,
    described.used_at,
    {{ business_date('described.used_at') }} as used_date,
    cast(
        {{ days_between(to_local('described.received_at'), to_local('described.used_at')) }}
        as integer
    ) as days_to_use,
    described.order_id,
    orders.order_id is not null as is_order_known,
    case
        when described.is_used
            then coalesce(described.discount_amount, described.known_face_value)
    end as discount_amount,
    case when described.is_used then orders.net_amount end as order_net_amount,
    described.source,
    described.stream,
    described.record_key as record
from described
left join orders on described.order_id = orders.order_id
