{#- 活跃度: how lively they are. How a tag is declared: ../tag_definitions.sql -#}
{% macro tag_shelf_activity() %}
- code: visit_frequency
  name: Visit frequency
  label_zh: 访问频次
  category: 活跃度
  kind: rule
  definition: How often the member opened the mini program in the last 30 days.
  rules:
    - {value: frequent, when: visits_30d >= 8}
    - {value: regular, when: visits_30d >= 2}
    - {value: occasional, when: visits_30d = 1}
  owner: growth
  validity_days: 7
- code: cart_without_order
  name: Cart without an order
  label_zh: 加购未购
  category: 活跃度
  kind: rule
  definition: Put something into the cart in the last 90 days and bought nothing in these days.
  rules:
    - {value: 'yes', when: cart_adds_90d > 0 and orders_90d = 0}
  owner: marketing
  validity_days: 3
- code: last_seen
  name: Last seen
  label_zh: 最近活跃
  category: 活跃度
  kind: rule
  definition: How long ago the member last did something in a mini program.
  rules:
    - {value: this_week, when: days_since_active < 7}
    - {value: this_month, when: days_since_active < 30}
    - {value: this_quarter, when: days_since_active < 90}
  since: last_active_date
  owner: growth
  validity_days: 3
- code: searcher
  name: Searches
  label_zh: 主动搜索
  category: 活跃度
  kind: rule
  definition: Searches of the last 90 days.
  rules:
    - {value: often, when: searches_90d >= 5}
    - {value: at_times, when: searches_90d > 0}
  owner: growth
  validity_days: 7
- code: browsed_not_bought
  name: Browsed, not bought
  label_zh: 浏览未购
  category: 活跃度
  kind: rule
  definition: Looked at products in the last 90 days and bought nothing.
  rules:
    - {value: 'yes', when: product_views_90d >= 3 and orders_90d = 0}
  owner: marketing
  validity_days: 3
{% endmacro %}
