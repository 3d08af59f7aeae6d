{#- 活跃度: how lively they are. How a tag is declared: ../tag_definitions.sql -#}
{% macro tag_shelf_activity() %}
- code: visit_frequency
  name: Visit frequency
  label_zh: 访问频次
  category: 活跃度
  kind: rule
  definition: How often the member opened the mini program in the last 30 days.
  definition_zh: 近 30 天打开小程序的次数：8 次及以上为高频，2 次及以上为一般，1 次为偶尔。
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
  definition_zh: 近 90 天加购过商品，同期没有购买。
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
  definition_zh: 最近一次主动行为（小程序内操作或公众号扫码）距今：不足 7 天、不足 30 天或不足 90 天。
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
  definition_zh: 近 90 天在小程序搜索的次数：5 次及以上为经常，少于此为偶尔。
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
  definition_zh: 近 90 天浏览商品 3 次及以上，同期没有购买。
  rules:
    - {value: 'yes', when: product_views_90d >= 3 and orders_90d = 0}
  owner: marketing
  validity_days: 3
{% endmacro %}
