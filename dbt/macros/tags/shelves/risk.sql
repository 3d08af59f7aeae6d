{#- 风险: what may go wrong with them. How a tag is declared: ../tag_definitions.sql -#}
{% macro tag_shelf_risk() %}
- code: return_habit
  name: Returns often
  label_zh: 退货偏高
  category: 风险
  kind: rule
  definition: At least three orders with a refund, and more than one for every three purchases.
  definition_zh: 有退款的订单满 3 单，且多于有效购买次数的 1/3。
  rules:
    - {value: 'yes', when: refunded_order_count >= 3 and refunded_order_count * 3 > order_count}
  owner: service
  validity_days: 30
- code: churn_risk
  name: Churn risk
  label_zh: 流失风险
  category: 风险
  kind: rule
  definition: Silent for longer than the rhythm of the main category allows.
  definition_zh: 未购买的时间超出主品类的复购周期：处于沉默为上升，流失预警为高，流失为已流失。
  rules:
    - {value: lost, when: activity_stage = 'churned'}
    - {value: high, when: activity_stage = 'at_risk'}
    - {value: rising, when: activity_stage = 'silent'}
  since: activity_stage_since
  owner: marketing
  validity_days: 7
- code: left_account
  name: Left the account
  label_zh: 取关用户
  category: 风险
  kind: rule
  definition: Left the official account and has not come back.
  definition_zh: 取关过公众号，至今没有重新关注。
  rules:
    - {value: 'yes', when: unfollow_count > 0 and not is_official_account_follower}
  owner: growth
  validity_days: 7
- code: one_time_high_value
  name: One large order only
  label_zh: 大额首单未复购
  category: 风险
  kind: rule
  definition: Bought once, for at least 300 yuan, and not again for 60 days.
  definition_zh: 只有 1 次有效购买、金额满 300 元，且已满 60 天没有再买。
  rules:
    - {value: 'yes', when: order_count = 1 and first_order_amount >= 300 and days_since_last_order >= 60}
  owner: marketing
  validity_days: 7
- code: over_touched
  name: Touched too often
  label_zh: 过度触达
  category: 风险
  kind: rule
  definition: Got as many messages in seven days as one member may get over all channels.
  definition_zh: 近 7 天各渠道单独送达本人的消息合计已达每周上限（{{ var('contact_most_a_week') }} 条）。
  rules:
    - {value: 'yes', when: "touches_7d >= {{ var('contact_most_a_week') }}"}
  owner: marketing
  validity_days: 1
{% endmacro %}
