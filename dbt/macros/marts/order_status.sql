{#- What a WeChat shop's order status code means. Whether an order is paid follows from its payment
    time, not from here: cancelled orders of both kinds, paid and unpaid, share the code 200 or 250. -#}
{% macro shop_order_status(status_code) -%}
    case {{ status_code }}
        when 10 then 'awaiting_payment'
        when 12 then 'awaiting_gift_acceptance'
        when 13 then 'awaiting_group'
        when 20 then 'awaiting_shipment'
        when 21 then 'partly_shipped'
        when 30 then 'shipped'
        when 100 then 'completed'
        when 190 then 'cancelled'
        when 200 then 'refunded'
        when 250 then 'cancelled'
        else 'unknown'
    end
{%- endmacro %}


{#- What a Youzan trade's status means. A trade that was refunded whole is closed there, too; whether it
    was paid follows from its payment time. -#}
{% macro youzan_order_status(status, close_type) -%}
    case
        when {{ status }} = 'WAIT_BUYER_PAY' then 'awaiting_payment'
        when {{ status }} = 'WAIT_CONFIRM' then 'awaiting_group'
        when {{ status }} in ('TRADE_PAID', 'WAIT_SELLER_SEND_GOODS') then 'awaiting_shipment'
        when {{ status }} = 'WAIT_BUYER_CONFIRM_GOODS' then 'shipped'
        when {{ status }} = 'TRADE_SUCCESS' then 'completed'
        when {{ status }} = 'TRADE_CLOSED' and {{ close_type }} = 2 then 'refunded'
        when {{ status }} = 'TRADE_CLOSED' then 'cancelled'
        else 'unknown'
    end
{%- endmacro %}
