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


{#- What an exported order's status means, in whatever words its shop system writes it. A paid order that
    was given back whole is closed there, too; that follows from its amounts. -#}
{% macro file_order_status(state) -%}
    case
        when {{ matches(state, '待付款|待支付|等待买家付款|未付款|未支付') }} then 'awaiting_payment'
        when {{ matches(state, '关闭|取消|作废') }} then 'cancelled'
        when {{ matches(state, '待成团|拼团中') }} then 'awaiting_group'
        when {{ matches(state, '待发货|等待商家发货|已付款|已支付|待接单|待自提|备货') }}
            then 'awaiting_shipment'
        when {{ matches(state, '部分发货') }} then 'partly_shipped'
        when {{ matches(state, '已发货|待收货|等待买家|配送') }} then 'shipped'
        when {{ matches(state, '完成|成功|已收货|已核销|已评价') }} then 'completed'
        when {{ matches(state, '退款') }} then 'refunded'
        else 'unknown'
    end
{%- endmacro %}
