{#- The kind of behaviour a logged event name stands for. The list is open: a name that is new keeps
    its own spelling, so that no event is lost. -#}
{% macro event_type(event_name) -%}
    case {{ event_name }}
        when '$MPLaunch' then 'app_launch'
        when '$MPViewScreen' then 'page_view'
        when 'view_product' then 'product_view'
        when 'add_to_cart' then 'cart_add'
        when 'submit_order' then 'order_submit'
        when 'pay_order' then 'order_pay'
        when 'receive_coupon' then 'coupon_receive'
        when 'use_coupon' then 'coupon_use'
        when 'earn_points' then 'points_earn'
        when 'redeem_points' then 'points_redeem'
        else {{ event_name }}
    end
{%- endmacro %}


{#- The kinds of behaviour that are counted per member, and what their counts are called. -#}
{% macro behaviour_counts() -%}
    {{ return({
        'app_launch': 'visits',
        'product_view': 'product_views',
        'search': 'searches',
        'cart_add': 'cart_adds',
        'share': 'shares',
        'invite': 'invites',
        'coupon_receive': 'coupons_received',
        'coupon_use': 'coupons_used',
        'points_redeem': 'points_redemptions',
        'message_receive': 'messages_received',
        'message_click': 'messages_clicked',
        'page_view': 'page_views',
    }) }}
{%- endmacro %}


{#- Whether a kind of event is something the member did, and not something that happened to the member. -#}
{% macro is_own_act(event_type) -%}
    {{ event_type }} not in ('message_receive', 'points_earn')
{%- endmacro %}
