{#- 裂变力: whom they bring. How a tag is declared: ../tag_definitions.sql -#}
{% macro tag_shelf_referral() %}
- code: referrer
  name: Brings friends
  label_zh: 裂变力
  category: 裂变力
  kind: rule
  definition: How many friends the member invited in the last 90 days; sharers only shared pages.
  definition_zh: 近 90 天邀请好友的次数：5 次及以上为 KOC，少于此为邀请者；没邀请、只分享过页面的为分享者。
  rules:
    - {value: key_opinion_consumer, when: invites_90d >= 5}
    - {value: inviter, when: invites_90d > 0}
    - {value: sharer, when: shares_90d > 0}
  owner: growth
  validity_days: 30
{% endmacro %}
