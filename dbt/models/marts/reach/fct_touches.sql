{{ config(materialized='increment', key=['touch_id']) }}

{% call touched() %}
    select touch_id from {{ changed('int_touches__wechat') }}
    union
    select touch_id from {{ ref('int_touches__wechat') }}
    where one_id in (select one_id from {{ changed('fct_orders') }})
    union
    select touch_id from {{ changed('int_touches__wecom') }}
    union
    select touch_id from {{ ref('int_touches__wecom') }}
    where one_id in (select one_id from {{ changed('fct_orders') }})
    union
    select touch_id from {{ changed('int_touches__moments') }}
    union
    select touch_id from {{ ref('int_touches__moments') }}
    where one_id in (select one_id from {{ changed('fct_orders') }})
{% endcall %}

with touches as (

    select
        touch_id,
        one_id,
        channel,
        account,
        message_id,
        campaign_id,
        cast(null as varchar) as sent_by,
        status,
        failure_reason,
        told_by,
        sent_at,
        engaged_at,
        engagement
    from {{ ref('int_touches__wechat') }}
    where {{ is_touched('touch_id') }}

    union all

    select
        touch_id,
        one_id,
        channel,
        account,
        message_id,
        campaign_id,
        sent_by,
        status,
        failure_reason,
        told_by,
        sent_at,
        cast(null as timestamp) as engaged_at,
        cast(null as varchar) as engagement
    from {{ ref('int_touches__wecom') }}
    where {{ is_touched('touch_id') }}

    union all

    select
        touch_id,
        one_id,
        channel,
        account,
        message_id,
        campaign_id,
        sent_by,
        status,
        failure_reason,
        told_by,
        sent_at,
        engaged_at,
        engagement
    from {{ ref('int_touches__moments') }}
    where {{ is_touched('touch_id') }}

),

reached as (

    select distinct one_id
    from touches
    where one_id is not null

),

purchases as (

    select
        orders.one_id,
        orders.paid_at,
        min(orders.order_id) as order_id,
        sum(orders.net_amount) as net_amount
    from {{ ref('fct_orders') }} as orders
    inner join reached on orders.one_id = reached.one_id
    where orders.is_purchase
    group by orders.one_id, orders.paid_at

),

timeline as (

    select
        one_id,
        sent_at as happened_at,
        touch_id,
        cast(null as timestamp) as paid_at
    from touches
    where one_id is not null and status = 'delivered'

    union all

    select
        one_id,
        paid_at as happened_at,
        null as touch_id,
        paid_at
    from purchases

),

ahead as (

    select
        touch_id,
        one_id,
        min(paid_at) over (
            partition by one_id
            order by happened_at
            range between current row and unbounded following
        ) as next_paid_at
    from timeline

),

followed as (

    select
        ahead.touch_id,
        purchases.order_id,
        purchases.paid_at,
        purchases.net_amount
    from ahead
    inner join purchases
        on ahead.one_id = purchases.one_id and ahead.next_paid_at = purchases.paid_at
    where ahead.touch_id is not null

)

select
    touches.touch_id,
    touches.one_id,
    touches.channel,
    touches.account,
    touches.message_id,
    touches.campaign_id,
    touches.sent_by,
    touches.status,
    touches.failure_reason,
    touches.told_by,
    touches.sent_at,
    {{ business_date('touches.sent_at') }} as sent_date,
    touches.engaged_at,
    touches.engagement,
    followed.order_id as next_order_id,
    followed.paid_at as next_order_at,
    cast(followed.net_amount as decimal(18, 2)) as next_order_amount,
    coalesce(
        followed.paid_at
        < touches.sent_at + interval '{{ var("reach_response_days") }}' day,
        false
    ) as is_responder
from touches
left join followed on touches.touch_id = followed.touch_id
