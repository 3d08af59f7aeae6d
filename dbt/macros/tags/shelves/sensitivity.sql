{#- 营销敏感度: what moves them: coupons, discounts, points, messages. How a tag is declared: ../tag_definitions.sql -#}
{% macro tag_shelf_sensitivity() %}
- code: discount_sensitivity
  name: Discount sensitivity
  label_zh: 折扣敏感度
  category: 营销敏感度
  kind: rule
  definition: How much of the goods' price the member's discounts took off, over all orders.
  definition_zh: 历次支付订单中会员优惠占商品原价的比例：15% 及以上为高，5% 及以上为中，其余为低。
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
  definition: Whether the member used coupons in the last 90 days, or only received them.
  definition_zh: 近 90 天用过优惠券为用券，只领未用为囤券。
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
  definition_zh: 近 90 天点开过收到的消息为有响应；收到 3 条及以上却没有点开过为无响应。
  rules:
    - {value: responds, when: messages_clicked_90d > 0}
    - {value: ignores, when: messages_received_90d >= 3}
  owner: marketing
  validity_days: 7
- code: points_use
  name: Uses points
  label_zh: 积分敏感
  category: 营销敏感度
  kind: rule
  definition: Whether points were redeemed in the last 90 days, or pile up.
  definition_zh: 近 90 天兑换过积分为兑换；没兑换过的，可用积分满 1000 为攒分，不足为少量。
  rules:
    - {value: redeems, when: points_redemptions_90d > 0}
    - {value: saves, when: points >= 1000}
    - {value: some, when: points > 0}
  owner: marketing
  validity_days: 7
- code: buys_discounted
  name: Buys discounted
  label_zh: 折扣购买占比
  category: 营销敏感度
  kind: rule
  definition: Share of purchases with any discount.
  definition_zh: 享受过优惠的购买占全部有效购买的比例：全部、超过 1/2、有过或从未。
  rules:
    - {value: always, when: discounted_orders = order_count}
    - {value: mostly, when: discounted_orders * 2 > order_count}
    - {value: sometimes, when: discounted_orders > 0}
    - {value: never, when: discounted_orders = 0}
  when: order_count > 0
  owner: marketing
  validity_days: 30
{% endmacro %}
