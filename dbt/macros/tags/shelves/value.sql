{#- RFM, 价值分层: how much they are worth. How a tag is declared: ../tag_definitions.sql -#}
{% macro tag_shelf_value() %}
- code: rfm_segment
  name: RFM segment
  label_zh: RFM 分群
  category: RFM
  kind: model
  definition: One of eight groups by recency, frequency and monetary value.
  definition_zh: 按最近一次消费（R）、消费频次（F）、消费金额（M）划分的八类客群之一。
  value: rfm_segment
  since: last_order_date
  owner: member operations
  validity_days: 7
- code: value_tier
  name: Value tier
  label_zh: 二八价值
  category: 价值分层
  kind: model
  definition: Whether the member is among those who bring
    {{ (var('value_tier_share') | float * 100) | round | int }} % of net revenue.
  definition_zh: 贡献前 {{ (var('value_tier_share') | float * 100) | round | int }}% 净收入的买家为核心，其余为一般。
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
  definition_zh: 最近一次消费的五分位得分，1 至 5，5 为最近的五分之一买家。
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
  definition_zh: 消费频次的五分位得分，1 至 5，5 为购买次数最多的五分之一买家。
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
  definition_zh: 消费金额的五分位得分，1 至 5，5 为净收入最高的五分之一买家。
  value: monetary_score
  since: last_order_date
  owner: member operations
  validity_days: 7
{% endmacro %}
