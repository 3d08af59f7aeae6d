{#- 渠道来源: where they come from and can be met. How a tag is declared: ../tag_definitions.sql -#}
{% macro tag_shelf_source() %}
- code: first_source
  name: First channel
  label_zh: 首次来源
  category: 渠道来源
  kind: fact
  definition: The channel where the brand met the member first.
  definition_zh: 品牌最早认识会员的渠道。
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
  definition_zh: 会员系统记录的注册入口。
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
  definition_zh: 会员出现过的品牌渠道数：4 个及以上为全渠道，2 个及以上为多渠道，1 个为单渠道。
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
  definition_zh: 目前关注着公众号。
  value: "'yes'"
  when: is_official_account_follower
  since: last_followed_date
  owner: growth
  validity_days: 7
- code: mini_program_user
  name: Mini-program user
  label_zh: 小程序用户
  category: 渠道来源
  kind: fact
  definition: Has used a mini program.
  definition_zh: 使用过小程序。
  value: "'yes'"
  when: is_mini_program_user
  owner: growth
  validity_days: 30
- code: card_holder
  name: Card holder
  label_zh: 实体卡会员
  category: 渠道来源
  kind: fact
  definition: Holds a member card of the stores.
  definition_zh: 持有门店会员卡。
  value: "'yes'"
  when: is_card_holder
  since: registered_date
  owner: member operations
  validity_days: 30
- code: wecom_contact
  name: WeCom contact
  label_zh: 企微好友
  category: 渠道来源
  kind: fact
  definition: Is a WeCom contact of an employee now.
  definition_zh: 目前是员工的企微好友。
  value: "'yes'"
  when: is_wecom_customer
  since: wecom_added_date
  owner: growth
  validity_days: 7
- code: youzan_customer
  name: Youzan customer
  label_zh: 有赞客户
  category: 渠道来源
  kind: fact
  definition: Is known to the Youzan shop.
  definition_zh: 在有赞店铺中有客户记录。
  value: "'yes'"
  when: is_youzan_customer
  owner: growth
  validity_days: 30
- code: follow_scene
  name: Follow scene
  label_zh: 关注来源
  category: 渠道来源
  kind: fact
  definition: The way the member last came to the official account, as in dim_channels.
  definition_zh: 最近一次关注公众号的来源，取值见 dim_channels。
  value: follow_scene
  since: last_followed_date
  owner: growth
  validity_days: 30
- code: shopping_place
  name: Where they shop
  label_zh: 线上线下
  category: 渠道来源
  kind: rule
  definition: Whether the member buys online, in stores or both.
  definition_zh: 只在线上购买、只在门店购买，还是两边都买。
  rules:
    - {value: both, when: online_orders > 0 and store_orders > 0}
    - {value: online_only, when: online_orders > 0}
    - {value: stores_only, when: store_orders > 0}
  since: first_order_date
  owner: member operations
  validity_days: 30
{% endmacro %}
