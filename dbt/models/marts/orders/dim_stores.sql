with tickets as (

    select * from {{ ref('fct_orders') }}
    where store_name is not null

),

cards as (

    select * from {{ ref('int_member_cards') }}
    where open_store is not null

),

ticket_stores as (

    select
        store_name as store_id,
        min(order_date) as first_ticket_date,
        max(order_date) as last_ticket_date
    from tickets
    group by store_name

),

card_stores as (

    select
        open_store as store_id,
        min({{ business_date('opened_at') }}) as first_card_date
    from cards
    group by open_store

),

stores as (

    select
        coalesce(ticket_stores.store_id, card_stores.store_id) as store_id,
        ticket_stores.first_ticket_date,
        ticket_stores.last_ticket_date,
        card_stores.first_card_date
    from ticket_stores
    full outer join card_stores on ticket_stores.store_id = card_stores.store_id

)

select
    store_id,
    store_id as store_name,
    coalesce(first_ticket_date, first_card_date) as first_seen_date,
    first_ticket_date,
    last_ticket_date,
    first_card_date
from stores
