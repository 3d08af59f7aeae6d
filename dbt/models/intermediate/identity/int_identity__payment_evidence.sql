{%- set rules = identity_rules().payment -%}

with payments as (

    select
        payments.payment_id,
        payments.order_no,
        payments.traded_at,
        {{ landing_order('payments.first_landed_seq', 'payments.first_landed_position') }}
            as landed_order,
        known_openids.openid_type,
        known_openids.appid,
        known_openids.openid
    from {{ ref('stg_offline__payments') }} as payments
    inner join {{ ref('int_identity__known_openids') }} as known_openids
        on payments.openid = known_openids.openid and payments.appid = known_openids.appid
    where payments.payment_type = 'payment'

),

shop_orders as (

    select
        order_id,
        account,
        coalesce(giver_openid, openid) as buyer_openid
    from {{ ref('stg_wechat_shop__orders') }}

),

tickets as (

    select distinct
        ticket_no,
        member_no
    from {{ ref('int_orders__sale_lines') }}
    where ticket_no is not null and member_no is not null

),

-- ticket numbers begin anew in some stores: one that two cards share tells of neither
card_tickets as (

    select
        ticket_no,
        min(member_no) as member_no
    from tickets
    group by ticket_no
    having count(*) = 1

),

card_payments as (

    select
        payments.*,
        card_tickets.member_no
    from payments
    inner join card_tickets on payments.order_no = card_tickets.ticket_no

),

-- somebody may pay for another: only a card and a payer who never met anybody else are one person
card_payers as (

    select
        member_no,
        min(openid) as openid
    from card_payments
    group by member_no
    having count(distinct openid) = 1 and count(*) >= {{ rules.fewest_payments }}

),

payer_cards as (

    select openid
    from card_payments
    group by openid
    having count(distinct member_no) = 1

),

bound_cards as (

    select distinct member_card as member_no
    from {{ ref('int_identity__account_statements') }}
    where member_card is not null

),

pairs as (

    select
        payments.*,
        'shop_openid' as stated_type,
        shop_orders.account as stated_scope,
        shop_orders.buyer_openid as stated_value
    from payments
    inner join shop_orders on payments.order_no = shop_orders.order_id
    where shop_orders.buyer_openid is not null

    union all

    select
        card_payments.payment_id,
        card_payments.order_no,
        card_payments.traded_at,
        card_payments.landed_order,
        card_payments.openid_type,
        card_payments.appid,
        card_payments.openid,
        'member_card' as stated_type,
        {{ brand() }} as stated_scope,
        card_payments.member_no as stated_value
    from card_payments
    inner join card_payers on card_payments.member_no = card_payers.member_no
    inner join payer_cards on card_payments.openid = payer_cards.openid
    left join bound_cards on card_payments.member_no = bound_cards.member_no
    where bound_cards.member_no is null

)

select
    openid_type as subject_type,
    appid as subject_scope,
    openid as subject_value,
    stated_type,
    stated_scope,
    stated_value,
    'offline' as source,
    'payments' as stream,
    min_by(payment_id, landed_order) as first_record_key,
    min(traded_at) as first_seen_at,
    max(traded_at) as last_seen_at,
    min(landed_order) as first_landed_order,
    max(landed_order) as last_landed_order,
    count(*) as record_count
from pairs
group by openid_type, appid, openid, stated_type, stated_scope, stated_value
