-- A returned row is a kind of coupon whose summary does not count the coupons there are, each once:
-- used, expired or unused.
{{ config(meta={'dagster': {'ref': {'name': 'coupon_performance'}}}) }}

with coupons as (

    select
        channel,
        account,
        coalesce(template_id, 'unknown') as template_id,
        count(*) as issued_count,
        count(*) filter (where coupon_status = 'used') as used_count,
        sum(coalesce(discount_amount, 0)) as discount_amount,
        sum(coalesce(order_net_amount, 0)) as net_revenue
    from {{ ref('fct_coupons') }}
    group by channel, account, coalesce(template_id, 'unknown')

)

select
    summary.channel,
    summary.template_id,
    summary.issued_count,
    coupons.issued_count as coupon_count
from {{ ref('coupon_performance') }} as summary
full outer join coupons
    on
        summary.channel = coupons.channel
        and summary.account = coupons.account
        and summary.template_id = coupons.template_id
where
    coalesce(summary.issued_count, -1) <> coalesce(coupons.issued_count, 0)
    or summary.used_count <> coalesce(coupons.used_count, 0)
    or summary.discount_amount <> coalesce(coupons.discount_amount, 0)
    or summary.net_revenue <> coalesce(coupons.net_revenue, 0)
    or summary.issued_count <> summary.used_count + summary.expired_count + summary.unused_count
    or summary.unused_count
    <> summary.unused_7d_count + summary.unused_30d_count + summary.unused_older_count
