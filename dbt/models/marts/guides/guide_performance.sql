with customers as (

    select * from {{ ref('int_guide_customers') }}
    where added_date <= {{ as_of() }}

),

orders as (

    select * from {{ ref('int_guide_orders') }}
    where paid_date <= {{ as_of() }}

),

behaviour as (

    select * from {{ ref('stg_wecom__behaviour_daily') }}
    where ref_date <= {{ as_of() }}

),

touches as (

    select * from {{ ref('fct_touches') }}
    where told_by = 'wecom' and sent_by is not null and sent_date <= {{ as_of() }}

),

employees as (

    select * from {{ ref('stg_wecom__follow_users') }}

),

first_days as (

    select
        account,
        userid,
        min(added_date) as first_date
    from customers
    group by account, userid
    union all
    select
        account,
        userid,
        min(ref_date) as first_date
    from behaviour
    group by account, userid
    union all
    select
        account,
        sent_by as userid,
        min(sent_date) as first_date
    from touches
    group by account, sent_by
    union all
    select
        account,
        userid,
        {{ as_of() }} as first_date
    from employees

),

guides as (

    select
        account,
        userid,
        {{ month_start('min(first_date)') }} as first_month
    from first_days
    group by account, userid

),

days as (

    {{ date_spine("(select min(first_month) from guides)", as_of()) }}

),

months as (

    select
        {{ month_start('date_day') }} as month_start,
        max(date_day) as month_end
    from days
    group by {{ month_start('date_day') }}

),

customer_counts as (

    select
        account,
        userid,
        {{ month_start('added_date') }} as month_start,
        count(*) as new_customers,
        count(*) filter (where not is_gone) as kept_customers
    from customers
    group by account, userid, {{ month_start('added_date') }}

),

order_counts as (

    select
        account,
        userid,
        {{ month_start('paid_date') }} as month_start,
        count(*) as orders,
        count(distinct one_id) as buyers,
        count(*) filter (where purchase_number = 1) as first_purchases,
        sum(net_amount) as net_revenue
    from orders
    group by account, userid, {{ month_start('paid_date') }}

),

chat_counts as (

    select
        account,
        userid,
        {{ month_start('ref_date') }} as month_start,
        sum(new_applications) as applications,
        sum(lost_customers) as lost_customers,
        sum(messages) as messages,
        sum(chats) as chats,
        sum(chats) filter (where replied_percent is not null) as judged_chats,
        sum(chats * replied_percent) / 100 as answered_chats,
        sum(chats * first_reply_minutes)
        / nullif(sum(chats) filter (where first_reply_minutes is not null), 0) as reply_minutes
    from behaviour
    group by account, userid, {{ month_start('ref_date') }}

),

touch_counts as (

    select
        account,
        sent_by as userid,
        {{ month_start('sent_date') }} as month_start,
        count(*) as touches,
        count(*) filter (where status = 'delivered') as delivered,
        count(distinct one_id) filter (where status = 'delivered') as touched_members,
        count(distinct one_id) filter (where status = 'delivered' and is_responder) as responders
    from touches
    group by account, sent_by, {{ month_start('sent_date') }}

)

select
    guides.account,
    guides.userid as guide,
    months.month_start,
    months.month_end,
    coalesce(employees.is_gone, true) as has_left,
    cast(sum(coalesce(customer_counts.kept_customers, 0)) over (
        partition by guides.account, guides.userid
        order by months.month_start
        rows between unbounded preceding and current row
    ) as integer) as customer_count,
    cast(coalesce(customer_counts.new_customers, 0) as integer) as new_customer_count,
    cast(chat_counts.lost_customers as integer) as lost_customer_count,
    cast(coalesce(order_counts.orders, 0) as integer) as order_count,
    cast(coalesce(order_counts.buyers, 0) as integer) as buyer_count,
    cast(coalesce(order_counts.first_purchases, 0) as integer) as first_purchase_count,
    cast(coalesce(order_counts.net_revenue, 0) as decimal(18, 2)) as net_revenue,
    cast(chat_counts.applications as integer) as application_count,
    cast(chat_counts.chats as integer) as chat_count,
    cast(chat_counts.messages as integer) as message_count,
    cast(chat_counts.judged_chats as integer) as judged_chat_count,
    cast(chat_counts.answered_chats as decimal(18, 2)) as answered_chat_count,
    {{ rate('chat_counts.answered_chats', 'chat_counts.judged_chats') }} as reply_rate,
    cast(chat_counts.reply_minutes as decimal(18, 2)) as first_reply_minutes,
    cast(coalesce(touch_counts.touches, 0) as integer) as touch_count,
    cast(coalesce(touch_counts.delivered, 0) as integer) as delivered_count,
    cast(coalesce(touch_counts.touched_members, 0) as integer) as touched_member_count,
    cast(coalesce(touch_counts.responders, 0) as integer) as responder_count,
    {{ rate('touch_counts.responders', 'touch_counts.touched_members') }} as response_rate
from guides
inner join months on guides.first_month <= months.month_start
left join employees on guides.account = employees.account and guides.userid = employees.userid
{%- for counts in ['customer_counts', 'order_counts', 'chat_counts', 'touch_counts'] %}
left join {{ counts }}
    on
        guides.account = {{ counts }}.account
        and guides.userid = {{ counts }}.userid
        and months.month_start = {{ counts }}.month_start
{%- endfor %}
