{#- 消费能力: how much they can and do spend. How a tag is declared: ../tag_definitions.sql -#}
{% macro tag_shelf_spending() %}
- code: spending_power
  name: Spending power
  label_zh: 消费能力
  category: 消费能力
  kind: rule
  definition: Average net value of the member's orders, in three bands.
  definition_zh: 会员的客单价（累计净收入除以有效购买次数）：满 300 元为高，满 100 元为中，其余为低。
  rules:
    - {value: high, when: average_order_value >= 300}
    - {value: middle, when: average_order_value >= 100}
    - {value: low, when: average_order_value is not null}
  since: first_order_date
  owner: member operations
  validity_days: 30
- code: stored_value_holder
  name: Holds stored value
  label_zh: 储值会员
  category: 消费能力
  kind: rule
  definition: Has prepaid money left on a card.
  definition_zh: 储值卡内有余额：满 500 元为大额，不足为普通。
  rules:
    - {value: large_balance, when: stored_value >= 500}
    - {value: balance, when: stored_value > 0}
  owner: stores
  validity_days: 7
- code: lifetime_spending
  name: Lifetime spending
  label_zh: 累计消费
  category: 消费能力
  kind: rule
  definition: Net revenue of the member since the first order.
  definition_zh: 首单至今的累计净收入：满 5000 元、满 2000 元、满 500 元或不足 500 元。
  rules:
    - {value: 5000_and_over, when: net_revenue >= 5000}
    - {value: 2000_to_5000, when: net_revenue >= 2000}
    - {value: 500_to_2000, when: net_revenue >= 500}
    - {value: under_500, when: net_revenue > 0}
  since: first_order_date
  owner: member operations
  validity_days: 30
- code: yearly_spending
  name: Spending of a year
  label_zh: 近一年消费
  category: 消费能力
  kind: rule
  definition: Net revenue of the last 365 days.
  definition_zh: 近 365 天的净收入：满 3000 元、满 1000 元、满 300 元或不足 300 元。
  rules:
    - {value: 3000_and_over, when: net_revenue_365d >= 3000}
    - {value: 1000_to_3000, when: net_revenue_365d >= 1000}
    - {value: 300_to_1000, when: net_revenue_365d >= 300}
    - {value: under_300, when: net_revenue_365d > 0}
  owner: member operations
  validity_days: 7
- code: basket_size
  name: Basket size
  label_zh: 单次件数
  category: 消费能力
  kind: rule
  definition: Pieces per purchase.
  definition_zh: 每次购买的平均件数：3 件及以上为囤货，1.5 件及以上为多件，其余为单件。
  rules:
    - {value: stocks_up, when: units_per_order >= 3}
    - {value: a_few, when: units_per_order >= 1.5}
    - {value: one_piece, when: units_per_order > 0}
  owner: member operations
  validity_days: 30
- code: purchase_frequency
  name: Purchase frequency
  label_zh: 购买频次
  category: 消费能力
  kind: rule
  definition: Purchases of the last 365 days.
  definition_zh: 近 365 天的有效购买次数：12 次及以上、6 次及以上、2 次及以上或 1 次。
  rules:
    - {value: monthly, when: orders_365d >= 12}
    - {value: every_other_month, when: orders_365d >= 6}
    - {value: several, when: orders_365d >= 2}
    - {value: once, when: orders_365d = 1}
  owner: member operations
  validity_days: 7
- code: large_order
  name: Large order
  label_zh: 大额订单
  category: 消费能力
  kind: rule
  definition: The largest purchase was at least 800 yuan, or 300.
  definition_zh: 金额最大的一次购买：满 800 元，或满 300 元。
  rules:
    - {value: 800_and_over, when: largest_order_amount >= 800}
    - {value: 300_to_800, when: largest_order_amount >= 300}
  owner: member operations
  validity_days: 30
{% endmacro %}
