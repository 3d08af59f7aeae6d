{#- 生命周期: where they stand in the life cycle. How a tag is declared: ../tag_definitions.sql -#}
{% macro tag_shelf_lifecycle() %}
- code: consumption_stage
  name: Consumption stage
  label_zh: 消费阶段
  category: 生命周期
  kind: model
  definition: How far the member has come from being known to buying again and again.
  definition_zh: 会员从潜客、已入会到首购、回购、重复购买走到了哪一步。
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
  definition_zh: 按主品类的复购周期判断会员有多活跃：潜在、新客、活跃、忠诚、沉默、流失预警或流失。
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
  definition_zh: 买过的会员，若不再购买，活跃阶段将在 14 天内变化。
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
  definition_zh: 两次购买之间平均相隔的天数：14 天以内、30 天以内、90 天以内或 90 天以上。
  rules:
    - {value: within_two_weeks, when: average_gap_days <= 14}
    - {value: within_a_month, when: average_gap_days <= 30}
    - {value: within_a_quarter, when: average_gap_days <= 90}
    - {value: longer, when: average_gap_days > 90}
  owner: member operations
  validity_days: 30
{% endmacro %}
