{#- Every tag, declared. A tag is a few lines here and nothing anywhere else:

    code, name, label_zh    how machines, English and Chinese readers call it
    category                the shelf an operator looks on
    kind                    fact, rule, model, preference or manual
    definition              what it says about a member, in a sentence
    value                   SQL over member_features; members for whom it is null do not carry the tag
    rules                   instead of value, for kind rule: the first `when` that holds gives the value
    when                    who can carry the tag at all (optional)
    score                   how strongly, between 0 and 1 (optional)
    since                   the day the fact began, as far as the data tells (optional)
    owner, validity_days    who answers for it; how long a copy of it may be used elsewhere

    A manual tag has no value: its members stand in seeds/manual_tags.csv. -#}
{% macro tag_definitions() -%}
    {%- set definitions -%}
- code: gender
  name: Gender
  label_zh: 性别
  category: 基础属性
  kind: fact
  definition: Gender as the member or the store clerk stated it.
  value: gender
  when: gender <> 'unknown'
  since: first_seen_date
  owner: member operations
  validity_days: 365
- code: birth_month
  name: Birth month
  label_zh: 生日月
  category: 基础属性
  kind: fact
  definition: Month of birth (1 to 12), for birthday care.
  value: birth_month
  since: first_seen_date
  owner: member operations
  validity_days: 365
- code: birthday_soon
  name: Birthday this month
  label_zh: 当月生日
  category: 基础属性
  kind: rule
  definition: The birthday falls into the current calendar month.
  rules:
    - {value: 'yes', when: birth_month = month(as_of_date)}
  since: cast(date_trunc('month', as_of_date) as date)
  owner: member operations
  validity_days: 1
- code: home_city
  name: Home city
  label_zh: 所在城市
  category: 基础属性
  kind: fact
  definition: City from the member's profile, else from the latest delivery address.
  value: city
  since: first_seen_date
  owner: member operations
  validity_days: 180
- code: member_level
  name: Membership level
  label_zh: 会员等级
  category: 基础属性
  kind: fact
  definition: The highest level among the member's accounts and cards.
  value: member_level
  since: registered_date
  owner: member operations
  validity_days: 30
- code: first_source
  name: First channel
  label_zh: 首次来源
  category: 渠道来源
  kind: fact
  definition: The channel where the brand met the member first.
  value: first_seen_source
  since: first_seen_date
  owner: growth
  validity_days: 365
- code: register_channel
  name: Registration channel
  label_zh: 注册渠道
  category: 渠道来源
  kind: fact
  definition: The entry the member registered through, as the member system recorded it.
  value: register_channel
  since: registered_date
  owner: growth
  validity_days: 365
- code: omnichannel
  name: Channels in use
  label_zh: 渠道数
  category: 渠道来源
  kind: rule
  definition: In how many of the brand's channels the member was met.
  rules:
    - {value: all_channels, when: channel_count >= 4}
    - {value: several_channels, when: channel_count >= 2}
    - {value: one_channel, when: channel_count = 1}
  since: first_seen_date
  owner: growth
  validity_days: 30
- code: follower
  name: Official account follower
  label_zh: 公众号粉丝
  category: 渠道来源
  kind: fact
  definition: Follows the official account today.
  value: "'yes'"
  when: is_official_account_follower
  since: last_followed_date
  owner: growth
  validity_days: 7
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
- code: discount_sensitivity
  name: Discount sensitivity
  label_zh: 折扣敏感度
  category: 营销敏感度
  kind: rule
  definition: How much of the goods' price the member's discounts took off, over all orders.
  rules:
    - {value: high, when: discount_share >= 0.15}
    - {value: middle, when: discount_share >= 0.05}
    - {value: low, when: discount_share is not null}
  score: discount_share
  since: first_order_date
  owner: marketing
  validity_days: 30
- code: coupon_response
  name: Coupon response
  label_zh: 用券习惯
  category: 营销敏感度
  kind: rule
  definition: What the member did with the coupons received in the last 90 days.
  rules:
    - {value: uses_coupons, when: coupons_used_90d > 0}
    - {value: keeps_coupons, when: coupons_received_90d > 0}
  owner: marketing
  validity_days: 7
- code: message_response
  name: Message response
  label_zh: 触达响应
  category: 营销敏感度
  kind: rule
  definition: Whether the member opened the messages received in the last 90 days.
  rules:
    - {value: responds, when: messages_clicked_90d > 0}
    - {value: ignores, when: messages_received_90d >= 3}
  owner: marketing
  validity_days: 7
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
  definition: Put something into the cart in the last 90 days and bought nothing since.
  rules:
    - {value: 'yes', when: cart_adds_90d > 0 and orders_90d = 0}
  owner: marketing
  validity_days: 3
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
- code: rfm_segment
  name: RFM segment
  label_zh: RFM 分群
  category: 价值分层
  kind: model
  definition: One of eight groups by recency, frequency and monetary value.
  value: rfm_segment
  since: last_order_date
  owner: member operations
  validity_days: 7
- code: value_tier
  name: Value tier
  label_zh: 二八价值
  category: 价值分层
  kind: model
  definition: Whether the member is among those who bring 80 % of net revenue.
  value: value_tier
  when: value_tier <> 'none'
  since: first_order_date
  owner: member operations
  validity_days: 7
- code: referrer
  name: Brings friends
  label_zh: 裂变力
  category: 裂变力
  kind: rule
  definition: How many friends the member invited in the last 90 days.
  rules:
    - {value: key_opinion_consumer, when: invites_90d >= 5}
    - {value: inviter, when: invites_90d > 0}
    - {value: sharer, when: shares_90d > 0}
  owner: growth
  validity_days: 30
- code: return_habit
  name: Returns often
  label_zh: 退货偏高
  category: 风险
  kind: rule
  definition: At least three orders with a refund, and more than a third of all orders.
  rules:
    - {value: 'yes', when: refunded_order_count >= 3 and refunded_order_count * 3 > order_count}
  owner: service
  validity_days: 30
- code: care_list
  name: Care list
  label_zh: 重点关怀
  category: 服务
  kind: manual
  definition: Members whom the service team named for personal care.
  owner: service
- code: do_not_disturb
  name: Do not disturb
  label_zh: 免打扰
  category: 合规
  kind: manual
  definition: Members who asked not to be contacted.
  owner: service
    {%- endset -%}
    {{ return(fromyaml(definitions)) }}
{%- endmacro %}
