{#- RFM, 价值分层: how much they are worth. How a tag is declared: ../tag_definitions.sql -#}
{% macro tag_shelf_value() %}
- code: rfm_segment
  name: RFM segment
  label_zh: RFM 分群
  category: RFM
  kind: model
  definition: One of eight groups by recency, frequency and monetary value.
  value: rfm_segment
  since: last_order_date
  owner: member operations
  validity_days: 7
- code: value_tier
  name: Value tier
  label_zh: 二八价值
  category: 价值分层
  kind: model
  definition: Whether the member is among those who bring 80 % of net revenue.
  value: value_tier
  when: value_tier <> 'none'
  since: first_order_date
  owner: member operations
  validity_days: 7
- code: recency_score
  name: R score
  label_zh: R 值
  category: RFM
  kind: model
  definition: Recency score, 1 to 5; 5 is the most recent fifth.
  value: recency_score
  since: last_order_date
  owner: member operations
  validity_days: 7
- code: frequency_score
  name: F score
  label_zh: F 值
  category: RFM
  kind: model
  definition: Frequency score, 1 to 5.
  value: frequency_score
  since: last_order_date
  owner: member operations
  validity_days: 7
- code: monetary_score
  name: M score
  label_zh: M 值
  category: RFM
  kind: model
  definition: Monetary score, 1 to 5.
  value: monetary_score
  since: last_order_date
  owner: member operations
  validity_days: 7
{% endmacro %}
