{#- 生命周期: where they stand in the life cycle. How a tag is declared: ../tag_definitions.sql -#}
{% macro tag_shelf_lifecycle() %}
- code: consumption_stage
  name: Consumption stage
  label_zh: 消费阶段
  category: 生命周期
  kind: model
  definition: How far the member has come from being known to buying again and again.
  value: consumption_stage
  since: consumption_stage_since
  owner: member operations
  validity_days: 7
- code: activity_stage
  name: Activity stage
  label_zh: 活跃阶段
  category: 生命周期
  kind: model
  definition: How alive the member is, by the rhythm of the main category.
  value: activity_stage
  since: activity_stage_since
  owner: member operations
  validity_days: 7
- code: due_for_repurchase
  name: Due for repurchase
  label_zh: 复购临近
  category: 生命周期
  kind: rule
  definition: The activity stage changes within 14 days if nothing is bought before.
  rules:
    - {value: 'yes', when: days_to_next_stage between 0 and 14}
  when: order_count > 0
  owner: marketing
  validity_days: 1
- code: repurchase_rhythm
  name: Repurchase rhythm
  label_zh: 复购周期
  category: 生命周期
  kind: rule
  definition: Days between two purchases on average.
  rules:
    - {value: within_two_weeks, when: average_gap_days <= 14}
    - {value: within_a_month, when: average_gap_days <= 30}
    - {value: within_a_quarter, when: average_gap_days <= 90}
    - {value: longer, when: average_gap_days > 90}
  owner: member operations
  validity_days: 30
{% endmacro %}
