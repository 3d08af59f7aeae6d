{#- 消费能力: how much they can and do spend. How a tag is declared: ../tag_definitions.sql -#}
{% macro tag_shelf_spending() %}
- code: spending_power
  name: Spending power
  label_zh: 消费能力
  category: 消费能力
  kind: rule
  definition: Average net value of the member's orders, in three bands.
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
  rules:
    - {value: 800_and_over, when: largest_order_amount >= 800}
    - {value: 300_to_800, when: largest_order_amount >= 300}
  owner: member operations
  validity_days: 30
{% endmacro %}
