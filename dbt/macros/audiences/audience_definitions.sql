{#- Every audience (人群包), declared; what a declaration says: check_audiences.sql -#}
{% macro audience_declarations() %}
- code: join_with_points
  name: Not yet registered
  label_zh: 待入会
  definition: Known and reachable, not registered; invite them to join with points.
  definition_zh: 公众号粉丝或企微好友中尚未入会、也没买过的潜客；用积分邀请入会。
  where: consumption_stage = 'prospect' and (follower = 'yes' or wecom_contact = 'yes')
  is_for_contact: true
  owner: growth
- code: first_order_coupon
  name: Registered without an order
  label_zh: 入会未首购
  definition: Registered and never bought; the new-member coupon is for them.
  definition_zh: 已入会但没有购买的会员；向其发放新人券。
  where: consumption_stage = 'registered'
  is_for_contact: true
  owner: marketing
- code: repurchase_coupon
  name: One order, due for the next
  label_zh: 待复购
  definition: Bought once or twice and about to fall silent; the repurchase coupon is for them.
  definition_zh: 买过一两次、即将沉默的会员；向其发放复购券。
  where: consumption_stage in ('first_purchase', 'repurchase') and due_for_repurchase = 'yes'
  is_for_contact: true
  owner: marketing
- code: win_back_core
  name: Core members at risk
  label_zh: 核心会员流失预警
  definition: Members of the core who are silent for longer than their rhythm allows.
  definition_zh: 二八分层中的核心会员，久未购买，已到流失预警或流失；优先唤回。
  where: value_tier = 'core' and churn_risk in ('high', 'lost')
  is_for_contact: true
  owner: marketing
- code: cart_reminder
  name: Cart without an order
  label_zh: 加购未购提醒
  definition: Put something into the cart in the last 90 days and bought nothing.
  definition_zh: 近 90 天加购过商品、同期没有购买的会员；提醒下单。
  where: cart_without_order = 'yes'
  is_for_contact: true
  owner: marketing
- code: key_opinion_consumers
  name: Key opinion consumers
  label_zh: KOC 培育
  definition: They bring friends or share often; ask them first.
  definition_zh: 带来好友或经常分享的会员；有活动先找他们。
  where: referrer in ('key_opinion_consumer', 'inviter') or sharer = 'often'
  is_for_contact: true
  owner: growth
- code: birthday_month
  name: Birthday this month
  label_zh: 本月生日
  definition: Buyers whose birthday is this month.
  definition_zh: 本月生日、买过商品的会员；送生日关怀。
  where: birthday_soon = 'yes' and order_count > 0
  is_for_contact: true
  owner: member operations
- code: points_to_redeem
  name: Points to redeem
  label_zh: 积分待兑
  definition: Regular buyers whose points pile up; remind them to redeem.
  definition_zh: 重复购买、积分攒着没有兑换的会员；提醒兑换。
  where: consumption_stage = 'repeat' and points_use = 'saves'
  is_for_contact: true
  owner: marketing
- code: no_marketing_to_minors
  name: Minors
  label_zh: 未成年人（不营销）
  definition: Under 18 by the known birthday; to be left out of marketing.
  definition_zh: 按已知生日未满 18 周岁的会员；所有营销都要排除。
  where: minor is not null
  is_for_contact: false
  owner: service
{% endmacro %}
