{{ config(
    materialized='increment',
    key=['account', 'sale_line_id'],
    noted=['order_id', 'account', 'sale_line_id']
) }}

{% call touched() %}
    select
        account,
        sale_line_id
    from {{ changed('stg_offline__sales') }}
    union
    select
        account,
        sale_line_id
    from {{ ref('stg_offline__sales') }}
    where (account, ticket_id) in (
        select
            account,
            ticket_id
        from {{ changed('int_orders__current_tickets') }}
    )
{% endcall %}

with sales as (

    select * from {{ ref('stg_offline__sales') }}
    where {{ is_touched(['account', 'sale_line_id']) }}

),

tickets as (

    select * from {{ ref('int_orders__current_tickets') }}

),

deliveries as (

    select distinct
        account,
        ticket_id,
        delivery_id
    from tickets

),

-- A line counts when the statement that counts tells of it: as a line of that version of its ticket
-- or as one that was refused in that file and mended. Lines that belong to no ticket always count.
counting as (

    select sales.*
    from sales
    inner join tickets
        on
            sales.account = tickets.account
            and sales.ticket_id = tickets.ticket_id
            and sales.version_id = tickets.version_id
    union all
    select sales.*
    from sales
    inner join deliveries
        on
            sales.account = deliveries.account
            and sales.ticket_id = deliveries.ticket_id
            and sales.mended_delivery_id = deliveries.delivery_id
    union all
    select sales.*
    from sales
    where sales.ticket_id is null

),

final as (

    select
        account,
        sale_line_id,
        concat_ws(
            '|',
            account,
            coalesce(store, '-'),
            cast({{ business_date('sold_at') }} as varchar),
            coalesce(ticket_no, sale_line_id)
        ) as order_id,
        ticket_no,
        store,
        sold_at,
        member_no,
        phone_token,
        phone_status,
        product_code,
        product_name,
        quantity,
        unit_price,
        amount,
        discount,
        pay_method,
        line_type,
        first_landed_seq,
        first_landed_position
    from counting

)

select * from final
