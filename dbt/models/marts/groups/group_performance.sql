with chats as (

    select * from {{ ref('stg_wecom__group_chats') }}

),

customers as (

    select * from {{ ref('int_group_customers') }}
    where joined_date <= {{ as_of() }}

),

results as (

    select * from {{ ref('stg_wecom__group_message_results') }}
    where
        external_userid is null
        and send_result = 'sent'
        and {{ business_date('sent_at') }} <= {{ as_of() }}

),

figures as (

    select * from {{ ref('int_group_figures') }}

),

opened as (

    select
        chats.account,
        chats.chat_id,
        chats.owner_userid,
        chats.chat_name_mask,
        {{ month_start("least(coalesce(min(customers.joined_date), " ~ as_of() ~ "), "
            ~ "coalesce(" ~ business_date('chats.created_at') ~ ", " ~ as_of() ~ "))") }}
            as first_month
    from chats
    left join customers
        on chats.account = customers.account and chats.chat_id = customers.chat_id
    group by
        chats.account,
        chats.chat_id,
        chats.owner_userid,
        chats.chat_name_mask,
        chats.created_at

),

days as (

    {{ date_spine("(select min(first_month) from opened)", as_of()) }}

),

months as (

    select
        {{ month_start('date_day') }} as month_start,
        max(date_day) as month_end
    from days
    group by {{ month_start('date_day') }}

),

joined as (

    select
        account,
        chat_id,
        {{ month_start('joined_date') }} as month_start,
        count(*) as joined_customers,
        count(*) filter (where is_present) as present_customers
    from customers
    group by account, chat_id, {{ month_start('joined_date') }}

),

-- a member may sit in a group under two contacts
members as (

    select
        account,
        chat_id,
        one_id,
        min(joined_at) as joined_at,
        min(joined_date) as joined_date
    from customers
    where is_present and one_id is not null
    group by account, chat_id, one_id

),

active as (

    select
        members.account,
        members.chat_id,
        member_months.month_start_date as month_start,
        count(*) as active_members
    from members
    inner join {{ ref('int_member_months') }} as member_months
        on
            members.one_id = member_months.one_id
            and {{ month_start('members.joined_date') }} <= member_months.month_start_date
    where member_months.is_active
    group by members.account, members.chat_id, member_months.month_start_date

),

orders as (

    select
        members.account,
        members.chat_id,
        {{ month_start('orders.paid_date') }} as month_start,
        count(*) as orders,
        count(distinct orders.one_id) as buyers,
        sum(orders.net_amount) as net_revenue
    from members
    inner join {{ ref('fct_orders') }} as orders
        on members.one_id = orders.one_id and members.joined_at <= orders.paid_at
    where orders.is_purchase and orders.paid_date <= {{ as_of() }}
    group by members.account, members.chat_id, {{ month_start('orders.paid_date') }}

),

messages as (

    select
        account,
        chat_id,
        {{ month_start(business_date('sent_at')) }} as month_start,
        count(distinct message_id) as messages
    from results
    group by account, chat_id, {{ month_start(business_date('sent_at')) }}

)

select
    opened.account,
    opened.chat_id,
    opened.owner_userid as guide,
    opened.chat_name_mask as chat_name_masked,
    months.month_start,
    months.month_end,
    cast(sum(coalesce(joined.present_customers, 0)) over (
        partition by opened.account, opened.chat_id
        order by months.month_start
        rows between unbounded preceding and current row
    ) as integer) as customer_count,
    cast(coalesce(joined.joined_customers, 0) as integer) as joined_count,
    cast(coalesce(joined.joined_customers - joined.present_customers, 0) as integer)
        as joined_and_gone_count,
    cast(figures.departed as integer) as left_count,
    cast(figures.messages as integer) as chat_message_count,
    cast(coalesce(messages.messages, 0) as integer) as group_message_count,
    cast(coalesce(active.active_members, 0) as integer) as active_member_count,
    cast(coalesce(orders.buyers, 0) as integer) as buyer_count,
    cast(coalesce(orders.orders, 0) as integer) as order_count,
    cast(coalesce(orders.net_revenue, 0) as decimal(18, 2)) as net_revenue
from opened
inner join months on opened.first_month <= months.month_start
{%- for counts in ['joined', 'figures', 'messages', 'active', 'orders'] %}
left join {{ counts }}
    on
        opened.account = {{ counts }}.account
        and opened.chat_id = {{ counts }}.chat_id
        and months.month_start = {{ counts }}.month_start
{%- endfor %}
