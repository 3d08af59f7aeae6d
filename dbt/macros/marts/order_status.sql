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
