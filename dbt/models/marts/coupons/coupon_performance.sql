with coupons as (

    select
        channel,
        account,
        coalesce(template_id, 'unknown') as template_id,
        template_name,
        face_value,
        threshold_amount,
        one_id,
        coupon_status,
        received_at,
        received_date,
        days_to_use,
        discount_amount,
        order_net_amount
    from {{ ref('fct_coupons') }}

),

templates as (

    select * from {{ ref('int_coupon_templates') }}

),

purchases as (

    select
        one_id,
        paid_at,
        paid_date
    from {{ ref('fct_orders') }}
    where one_id is not null and is_purchase

),

members as (

    select
        one_id,
        {{ business_date('registered_at') }} as registered_date
    from {{ ref('dim_members') }}
    where registered_at is not null

),

counts as (

    select
        channel,
        account,
        template_id,
        max(template_name) as template_name,
        max(face_value) as face_value,
        max(threshold_amount) as threshold_amount,
        count(*) as issued_count,
        count(distinct one_id) as holder_count,
        count(*) filter (where coupon_status = 'used') as used_count,
        count(*) filter (where coupon_status = 'expired') as expired_count,
        count(*) filter (where coupon_status = 'unused') as unused_count,
        count(*) filter (
            where coupon_status = 'unused' and received_date > {{ add_days(as_of(), -8) }}
        ) as unused_7d_count,
        count(*) filter (
            where
            coupon_status = 'unused'
            and received_date <= {{ add_days(as_of(), -8) }}
            and received_date > {{ add_days(as_of(), -31) }}
        ) as unused_30d_count,
        count(*) filter (
            where
            coupon_status = 'unused'
            and coalesce(received_date <= {{ add_days(as_of(), -31) }}, true)
        ) as unused_older_count,
        avg(days_to_use) as average_days_to_use,
        coalesce(sum(discount_amount), 0) as discount_amount,
        coalesce(sum(order_net_amount), 0) as net_revenue
    from coupons
    group by channel, account, template_id

),

-- who got the coupon in a month, and the window in which that counts as brought about
receipts as (

    select
        channel,
        account,
        template_id,
        one_id,
        cast(date_trunc('month', received_date) as date) as month_start,
        min(received_at) as received_at,
        min(received_at) + {{ var('coupon_window_days') }} * interval '1' day as window_end,
        {{ add_days('min(received_date)', var('coupon_window_days')) }} <= {{ as_of() }} as is_over
    from coupons
    where one_id is not null and received_date is not null
    group by
        channel, account, template_id, one_id, cast(date_trunc('month', received_date) as date)

),

brought as (

    select distinct
        receipts.one_id,
        receipts.received_at
    from receipts
    inner join purchases
        on
            receipts.one_id = purchases.one_id
            and receipts.received_at < purchases.paid_at
            and receipts.window_end >= purchases.paid_at
    where receipts.is_over

),

months as (

    select distinct month_start
    from receipts
    where is_over

),

-- a row per day, so that purchases meet their months by an equal key
window_days as (

    select
        month_start,
        unnest(
            {{ days_from_to(
                'month_start', add_days('month_start', var('coupon_window_days') - 1)
            ) }}
        ) as paid_date
    from months

),

registrations as (

    select
        registered_date,
        count(*) as member_count
    from members
    group by registered_date

),

registered as (

    select
        months.month_start,
        sum(registrations.member_count) as member_count
    from months
    inner join registrations on months.month_start > registrations.registered_date
    group by months.month_start

),

bought_in_window as (

    select distinct
        window_days.month_start,
        purchases.one_id
    from purchases
    inner join window_days on purchases.paid_date = window_days.paid_date
    inner join members
        on
            purchases.one_id = members.one_id
            and window_days.month_start > members.registered_date

),

converted as (

    select
        month_start,
        count(*) as converted_count
    from bought_in_window
    group by month_start

),

everybody as (

    select
        registered.month_start,
        registered.member_count,
        coalesce(converted.converted_count, 0) as converted_count
    from registered
    left join converted on registered.month_start = converted.month_start

),

-- those who got the coupon are taken out of everybody, so that no list of the others is needed;
-- also those whose own window is not over yet, for they did get it
comparisons as (

    select
        receipts.channel,
        receipts.account,
        receipts.template_id,
        receipts.month_start,
        count(*) filter (where receipts.is_over) as holder_count,
        count(brought.one_id) filter (where receipts.is_over) as converted_count,
        count(members.one_id) as former_member_count,
        count(bought_in_window.one_id) as former_converted_count
    from receipts
    left join brought
        on receipts.one_id = brought.one_id and receipts.received_at = brought.received_at
    left join members
        on
            receipts.one_id = members.one_id
            and receipts.month_start > members.registered_date
    left join bought_in_window
        on
            receipts.month_start = bought_in_window.month_start
            and receipts.one_id = bought_in_window.one_id
    group by receipts.channel, receipts.account, receipts.template_id, receipts.month_start
    having bool_or(receipts.is_over)

),

uplifts as (

    select
        comparisons.channel,
        comparisons.account,
        comparisons.template_id,
        sum(comparisons.holder_count) as compared_holders,
        sum(comparisons.converted_count) as converted_holders,
        sum(coalesce(everybody.member_count, 0) - comparisons.former_member_count)
            as compared_others,
        sum(coalesce(everybody.converted_count, 0) - comparisons.former_converted_count)
            as converted_others
    from comparisons
    left join everybody on comparisons.month_start = everybody.month_start
    group by comparisons.channel, comparisons.account, comparisons.template_id

)

select
    coalesce(counts.channel, templates.channel) as channel,
    coalesce(counts.account, templates.account) as account,
    coalesce(counts.template_id, templates.template_id) as template_id,
    coalesce(counts.template_name, templates.template_name) as template_name,
    coalesce(templates.face_value, counts.face_value) as face_value,
    coalesce(templates.threshold_amount, counts.threshold_amount) as threshold_amount,
    coalesce(templates.is_in_force, false) as is_in_force,
    cast(coalesce(counts.issued_count, 0) as integer) as issued_count,
    cast(coalesce(counts.holder_count, 0) as integer) as holder_count,
    cast(coalesce(counts.used_count, 0) as integer) as used_count,
    cast(coalesce(counts.expired_count, 0) as integer) as expired_count,
    cast(coalesce(counts.unused_count, 0) as integer) as unused_count,
    cast(coalesce(counts.unused_7d_count, 0) as integer) as unused_7d_count,
    cast(coalesce(counts.unused_30d_count, 0) as integer) as unused_30d_count,
    cast(coalesce(counts.unused_older_count, 0) as integer) as unused_older_count,
    {{ rate('counts.used_count', 'counts.issued_count') }} as use_rate,
    cast(counts.average_days_to_use as decimal(9, 2)) as average_days_to_use,
    cast(coalesce(counts.discount_amount, 0) as decimal(18, 2)) as discount_amount,
    cast(coalesce(counts.net_revenue, 0) as decimal(18, 2)) as net_revenue,
    {{ money_per('counts.net_revenue', 'counts.discount_amount') }} as revenue_per_discount,
    cast(coalesce(uplifts.compared_holders, 0) as integer) as compared_holders,
    cast(coalesce(uplifts.converted_holders, 0) as integer) as converted_holders,
    {{ rate('uplifts.converted_holders', 'uplifts.compared_holders') }} as holder_conversion_rate,
    cast(coalesce(uplifts.compared_others, 0) as integer) as compared_others,
    cast(coalesce(uplifts.converted_others, 0) as integer) as converted_others,
    {{ rate('uplifts.converted_others', 'uplifts.compared_others') }} as other_conversion_rate,
    cast(
        {{ rate('uplifts.converted_holders', 'uplifts.compared_holders') }}
        - {{ rate('uplifts.converted_others', 'uplifts.compared_others') }} as decimal(9, 4)
    ) as conversion_uplift,
    cast(templates.platform_issued_count as bigint) as platform_issued_count,
    cast(templates.platform_used_count as bigint) as platform_used_count
from counts
full outer join templates
    on
        counts.channel = templates.channel
        and counts.account = templates.account
        and counts.template_id = templates.template_id
left join uplifts
    on
        counts.channel = uplifts.channel
        and counts.account = uplifts.account
        and counts.template_id = uplifts.template_id
