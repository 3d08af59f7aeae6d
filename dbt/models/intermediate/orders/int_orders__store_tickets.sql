{{ config(materialized='increment', key=['order_id']) }}

{% call touched() %}
    select order_id from {{ changed('int_orders__sale_lines') }}
    union
    select order_id from {{ ref('int_orders__ticket_lines') }}
    where
        member_no in ({{ moved('member_card') }})
        or phone_token in ({{ moved('phone') }})
{% endcall %}

with ticket_lines as (

    select * from {{ ref('int_orders__ticket_lines') }}
    where {{ is_touched('order_id') }}

),

member_cards as (

    select * from {{ identified_by('member_card') }} as cards

),

phones as (

    select * from {{ identified_by('phone') }} as phones

),

tickets as (

    select
        order_id,
        min(account) as account,
        min(ticket_no) as ticket_no,
        min(store) as store_name,
        min(sold_at) as sold_at,
        min(member_no) as member_no,
        min(phone_token) as phone_token,
        min(pay_method) as payment_method,
        bool_and(is_return) as is_return_only,
        sum(case when is_return then 0 else paid_amount + discount_amount end) as gross_amount,
        sum(case when is_return then 0 else discount_amount end) as discount_amount
    from ticket_lines
    group by order_id

),

identified as (

    select
        tickets.order_id,
        tickets.account,
        tickets.ticket_no,
        tickets.store_name,
        tickets.sold_at,
        tickets.payment_method,
        tickets.is_return_only,
        tickets.gross_amount,
        tickets.discount_amount,
        coalesce(member_cards.one_id, phones.one_id) as one_id,
        case
            when member_cards.one_id is not null then 'member_card'
            when phones.one_id is not null then 'phone'
        end as identified_by
    from tickets
    left join member_cards on tickets.member_no = member_cards.value
    left join phones on tickets.phone_token = phones.value

)

select * from identified
