{#- 裂变力: whom they bring. How a tag is declared: ../tag_definitions.sql -#}
{% macro tag_shelf_referral() %}
- code: referrer
  name: Brings friends
  label_zh: 裂变力
  category: 裂变力
  kind: rule
  definition: How many friends the member invited in the last 90 days; sharers only shared pages.
  rules:
    - {value: key_opinion_consumer, when: invites_90d >= 5}
    - {value: inviter, when: invites_90d > 0}
    - {value: sharer, when: shares_90d > 0}
  owner: growth
  validity_days: 30
{% endmacro %}
