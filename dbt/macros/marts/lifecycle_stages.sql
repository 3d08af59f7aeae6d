{#- What each stage of the life cycle is called and when one comes in and goes out, in words made from
    the same thresholds that the rules in lifecycle.sql use. -#}
{% macro lifecycle_stages() -%}
    {%- set loyal = var('lifecycle_loyal_orders') -%}
    {%- set new = var('lifecycle_new_days') -%}
    {{ return([
        ('consumption', 'prospect', '潜客', 'Prospect',
         'seen in any channel, not registered, no purchase',
         'registers or buys'),
        ('consumption', 'registered', '已入会', 'Registered',
         'registered or opened a card, no purchase',
         'buys'),
        ('consumption', 'first_purchase', '首购', 'First purchase',
         'has 1 purchase, registered or not',
         'buys again, or takes the purchase back whole'),
        ('consumption', 'repurchase', '回购', 'Repurchase',
         'has 2 purchases',
         'buys again, or takes one back whole'),
        ('consumption', 'repeat', '重复购买', 'Repeat',
         'has 3 purchases or more',
         'takes purchases back until fewer than 3 are left'),
        ('activity', 'potential', '潜在', 'Potential',
         'has no purchase',
         'buys'),
        ('activity', 'new', '新客', 'New',
         'bought for the first time less than ' ~ new ~ ' days ago, fewer than ' ~ loyal
         ~ ' purchases, last one within silent_after_days',
         'buys for the ' ~ loyal ~ '. time, or ' ~ new
         ~ ' days pass since the first purchase, or silent_after_days since the last'),
        ('activity', 'active', '活跃', 'Active',
         'bought for the first time ' ~ new ~ ' days ago or longer, fewer than ' ~ loyal
         ~ ' purchases, last one within silent_after_days',
         'buys for the ' ~ loyal ~ '. time, or silent_after_days pass since the last purchase'),
        ('activity', 'loyal', '忠诚', 'Loyal',
         'has ' ~ loyal ~ ' purchases or more, the last one within silent_after_days',
         'silent_after_days pass since the last purchase'),
        ('activity', 'silent', '沉默', 'Silent',
         'no purchase for more than silent_after_days of the main category',
         'buys, or at_risk_after_days pass since the last purchase'),
        ('activity', 'at_risk', '流失预警', 'At risk',
         'no purchase for more than at_risk_after_days of the main category',
         'buys, or churned_after_days pass since the last purchase'),
        ('activity', 'churned', '流失', 'Churned',
         'no purchase for more than churned_after_days of the main category',
         'buys'),
    ]) }}
{%- endmacro %}
