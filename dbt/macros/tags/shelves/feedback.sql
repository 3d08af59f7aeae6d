{#- 口味/购买原因: what they say themselves: taste, reasons, satisfaction. How a tag is declared: ../tag_definitions.sql -#}
{% macro tag_shelf_feedback() %}
- code: taste
  name: Taste
  label_zh: 口味偏好
  category: 口味/购买原因
  kind: fact
  definition: Latest answer to a question about taste.
  definition_zh: 问卷中口味类问题的最近一次回答。
  value: taste
  since: last_survey_date
  owner: products
  validity_days: 365
- code: purchase_reason
  name: Reason to buy
  label_zh: 购买原因
  category: 口味/购买原因
  kind: fact
  definition: Latest answer to a question about why they buy.
  definition_zh: 问卷中购买原因类问题的最近一次回答。
  value: purchase_reason
  since: last_survey_date
  owner: products
  validity_days: 365
- code: satisfaction
  name: Would recommend
  label_zh: 推荐意愿
  category: 口味/购买原因
  kind: rule
  definition: Latest answer, 0 to 10, to whether they would recommend us (NPS).
  definition_zh: 是否愿意推荐我们（NPS，0 至 10 分）的最近一次回答：9 分及以上为推荐者，7 分及以上为中立者，其余为贬损者。
  rules:
    - {value: promoter, when: recommendation >= 9}
    - {value: passive, when: recommendation >= 7}
    - {value: detractor, when: recommendation >= 0}
  since: last_survey_date
  owner: service
  validity_days: 180
- code: survey_respondent
  name: Answers questionnaires
  label_zh: 参与调研
  category: 口味/购买原因
  kind: rule
  definition: Has answered a questionnaire.
  definition_zh: 填写过问卷：2 份及以上为多次，1 份为一次。
  rules:
    - {value: several, when: survey_count >= 2}
    - {value: once, when: survey_count = 1}
  since: last_survey_date
  owner: products
  validity_days: 30
{% endmacro %}
