{#- 消费偏好: what, where and when they like to buy. How a tag is declared: ../tag_definitions.sql -#}
{% macro tag_shelf_preference() %}
- code: preferred_category
  name: Preferred category
  label_zh: 偏好品类
  category: 消费偏好
  kind: preference
  definition: The category most of the member's money went into; the score is its share.
  value: preferred_category
  score: preferred_category_share
  since: first_order_date
  owner: merchandising
  validity_days: 30
- code: interest_category
  name: Category of interest
  label_zh: 近期兴趣品类
  category: 消费偏好
  kind: preference
  definition: The category viewed most in the last 90 days; the score is its share of views.
  value: interest_category
  score: interest_category_share
  owner: merchandising
  validity_days: 7
- code: preferred_channel
  name: Preferred buying channel
  label_zh: 偏好购买渠道
  category: 消费偏好
  kind: preference
  definition: The channel most of the member's money was spent in; the score is its share.
  value: preferred_channel
  score: preferred_channel_share
  since: first_order_date
  owner: merchandising
  validity_days: 30
- code: preferred_day_part
  name: Preferred time of day
  label_zh: 偏好时段
  category: 消费偏好
  kind: preference
  definition: The part of the day in which the member spends most; the score is its share.
  value: preferred_day_part
  score: preferred_day_part_share
  since: first_order_date
  owner: member operations
  validity_days: 30
- code: second_category
  name: Second category
  label_zh: 次偏好品类
  category: 消费偏好
  kind: preference
  definition: Category with the second most spending.
  value: second_category
  score: second_category_share
  since: first_order_date
  owner: member operations
  validity_days: 30
- code: preferred_product
  name: Preferred product
  label_zh: 最爱商品
  category: 消费偏好
  kind: preference
  definition: Product most was spent on.
  value: preferred_product
  since: first_order_date
  owner: member operations
  validity_days: 30
- code: price_band
  name: Price band
  label_zh: 价格带
  category: 消费偏好
  kind: rule
  definition: What the member pays for a piece, beside the usual price of the category.
  rules:
    - {value: premium, when: price_position >= 1.2}
    - {value: usual, when: price_position >= 0.9}
    - {value: economy, when: price_position > 0}
  owner: member operations
  validity_days: 30
- code: preferred_week_part
  name: Weekday or weekend
  label_zh: 周末偏好
  category: 消费偏好
  kind: preference
  definition: Whether most is spent from Monday to Friday or on the weekend.
  value: preferred_week_part
  since: first_order_date
  owner: member operations
  validity_days: 30
- code: preferred_store
  name: Preferred store
  label_zh: 常去门店
  category: 消费偏好
  kind: preference
  definition: Store in which most was spent.
  value: preferred_store
  since: first_order_date
  owner: member operations
  validity_days: 30
- code: category_breadth
  name: Category breadth
  label_zh: 品类宽度
  category: 消费偏好
  kind: rule
  definition: How many categories the member has bought.
  rules:
    - {value: four_and_more, when: category_count >= 4}
    - {value: two_or_three, when: category_count >= 2}
    - {value: one, when: category_count = 1}
  owner: member operations
  validity_days: 30
- code: live_buyer
  name: Buys from live streams
  label_zh: 直播购买
  category: 消费偏好
  kind: rule
  definition: Bought out of a live stream or a short video.
  rules:
    - {value: often, when: live_orders >= 3}
    - {value: has_bought, when: live_orders > 0}
  owner: marketing
  validity_days: 30
- code: gift_giver
  name: Gives gifts
  label_zh: 送礼用户
  category: 消费偏好
  kind: rule
  definition: Has bought gifts for others.
  rules:
    - {value: often, when: gift_orders >= 3}
    - {value: has_given, when: gift_orders > 0}
  owner: marketing
  validity_days: 30
{% endmacro %}
