{#- 消费偏好: what, where and when they like to buy. How a tag is declared: ../tag_definitions.sql -#}
{% macro tag_shelf_preference() %}
- code: preferred_category
  name: Preferred category
  label_zh: 偏好品类
  category: 消费偏好
  kind: preference
  definition: The category most of the member's money went into; the score is its share.
  definition_zh: 累计消费金额最多的品类，分值为该品类的金额占比。
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
  definition_zh: 近 90 天浏览最多的品类，分值为其占商品浏览次数的比例。
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
  definition_zh: 累计消费金额最多的购买渠道，分值为该渠道的金额占比。
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
  definition_zh: 一天中累计消费金额最多的时段，分值为该时段的金额占比。
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
  definition_zh: 累计消费金额排第二的品类，分值为该品类的金额占比。
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
  definition_zh: 累计消费金额最多的商品。
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
  definition_zh: 购买单价相当于同品类常见单价（中位数）的倍数：1.2 倍及以上为高端，0.9 倍及以上为常规，其余为经济。
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
  definition_zh: 消费金额主要花在周一至周五，还是周末。
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
  definition_zh: 累计消费金额最多的门店。
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
  definition_zh: 买过的品类数：4 个及以上、2 个及以上或 1 个。
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
  definition_zh: 在直播或短视频中下单购买的次数：3 次及以上为经常，少于此为买过。
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
  definition_zh: 购买礼物送人的次数：3 次及以上为经常，少于此为送过。
  rules:
    - {value: often, when: gift_orders >= 3}
    - {value: has_given, when: gift_orders > 0}
  owner: marketing
  validity_days: 30
{% endmacro %}
