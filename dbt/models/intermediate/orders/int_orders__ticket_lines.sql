{{ config(materialized='view') }}

with sales as (

    select * from {{ ref('int_orders__sale_lines') }}

),

-- what a line without an amount comes to has more digits than the engine counts with at speed
signed as (

    select
        account,
        sale_line_id,
        order_id,
        ticket_no,
        store,
        sold_at,
        member_no,
        case when phone_status = 'valid' then phone_token end as phone_token,
        product_code,
        product_name,
        unit_price,
        pay_method,
        coalesce(quantity, 1) as quantity,
        amount,
        case
            when amount is null then unit_price * coalesce(quantity, 1) - coalesce(discount, 0)
        end as reckoned_amount,
        coalesce(discount, 0) as discount,
        coalesce(line_type, 'sale') as line_type
    from sales

),

lines as (

    select
        account,
        sale_line_id,
        order_id,
        ticket_no,
        store,
        sold_at,
        member_no,
        phone_token,
        product_code,
        product_name,
        pay_method,
        line_type = 'return'
        or quantity < 0
        or coalesce(amount < 0, reckoned_amount < 0, false) as is_return,
        cast(abs(quantity) as decimal(18, 3)) as quantity,
        cast(abs(unit_price) as decimal(18, 2)) as unit_price,
        cast(
            abs(coalesce(amount, cast(reckoned_amount as decimal(18, 2)), 0)) as decimal(18, 2)
        ) as paid_amount,
        cast(abs(discount) as decimal(18, 2)) as discount_amount
    from signed

)

select * from lines
