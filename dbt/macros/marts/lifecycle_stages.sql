{#- What each stage of the life cycle is called and when one comes in and goes out, in words made from
    the same thresholds that the rules in lifecycle.sql use, in English and then in Chinese. -#}
{% macro lifecycle_stages() -%}
    {%- set loyal = var('lifecycle_loyal_orders') -%}
    {%- set new = var('lifecycle_new_days') -%}
    {%- set in_rhythm = '最近一次购买距今不超过主品类的沉默天数（silent_after_days）' -%}
    {%- set out_of_rhythm = '最近一次购买距今超过主品类的沉默天数（silent_after_days）' -%}
    {%- set at_risk = '最近一次购买距今超过主品类的流失预警天数（at_risk_after_days）' -%}
    {%- set churned = '最近一次购买距今超过主品类的流失天数（churned_after_days）' -%}
    {{ return([
        ('consumption', 'prospect', '潜客', 'Prospect',
         'seen in any channel, not registered, no purchase',
         'registers or buys',
         '在任一渠道出现过，未入会，没有有效购买',
         '入会或购买'),
        ('consumption', 'registered', '已入会', 'Registered',
         'registered or opened a card, no purchase',
         'buys',
         '已入会或已开卡，没有有效购买',
         '购买'),
        ('consumption', 'first_purchase', '首购', 'First purchase',
         'has 1 purchase, registered or not',
         'buys again, or takes the purchase back whole',
         '有 1 次有效购买，不论是否入会',
         '再次购买，或这次购买全额退款'),
        ('consumption', 'repurchase', '回购', 'Repurchase',
         'has 2 purchases',
         'buys again, or takes one back whole',
         '有 2 次有效购买',
         '再次购买，或其中一次全额退款'),
        ('consumption', 'repeat', '重复购买', 'Repeat',
         'has 3 purchases or more',
         'takes purchases back until fewer than 3 are left',
         '有 3 次及以上有效购买',
         '全额退款后有效购买不足 3 次'),
        ('activity', 'potential', '潜在', 'Potential',
         'has no purchase',
         'buys',
         '没有有效购买',
         '购买'),
        ('activity', 'new', '新客', 'New',
         'bought for the first time less than ' ~ new ~ ' days ago, fewer than ' ~ loyal
         ~ ' purchases, last one within silent_after_days',
         'buys for the ' ~ loyal ~ '. time, or ' ~ new
         ~ ' days pass since the first purchase, or silent_after_days since the last',
         '首次购买距今不足 ' ~ new ~ ' 天，有效购买不足 ' ~ loyal ~ ' 次，' ~ in_rhythm,
         '完成第 ' ~ loyal ~ ' 次购买，或首次购买满 ' ~ new ~ ' 天，或' ~ out_of_rhythm),
        ('activity', 'active', '活跃', 'Active',
         'bought for the first time ' ~ new ~ ' days ago or longer, fewer than ' ~ loyal
         ~ ' purchases, last one within silent_after_days',
         'buys for the ' ~ loyal ~ '. time, or silent_after_days pass since the last purchase',
         '首次购买距今满 ' ~ new ~ ' 天，有效购买不足 ' ~ loyal ~ ' 次，' ~ in_rhythm,
         '完成第 ' ~ loyal ~ ' 次购买，或' ~ out_of_rhythm),
        ('activity', 'loyal', '忠诚', 'Loyal',
         'has ' ~ loyal ~ ' purchases or more, the last one within silent_after_days',
         'silent_after_days pass since the last purchase',
         '有效购买满 ' ~ loyal ~ ' 次，' ~ in_rhythm,
         out_of_rhythm),
        ('activity', 'silent', '沉默', 'Silent',
         'no purchase for more than silent_after_days of the main category',
         'buys, or at_risk_after_days pass since the last purchase',
         out_of_rhythm ~ '，尚未超过流失预警天数',
         '再次购买，或' ~ at_risk),
        ('activity', 'at_risk', '流失预警', 'At risk',
         'no purchase for more than at_risk_after_days of the main category',
         'buys, or churned_after_days pass since the last purchase',
         at_risk ~ '，尚未超过流失天数',
         '再次购买，或' ~ churned),
        ('activity', 'churned', '流失', 'Churned',
         'no purchase for more than churned_after_days of the main category',
         'buys',
         churned,
         '再次购买'),
    ]) }}
{%- endmacro %}
