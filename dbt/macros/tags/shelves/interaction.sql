{#- 互动: how they deal with the brand and with others. How a tag is declared: ../tag_definitions.sql -#}
{% macro tag_shelf_interaction() %}
- code: sharer
  name: Shares
  label_zh: 爱分享
  category: 互动
  kind: rule
  definition: Shares of the last 90 days.
  definition_zh: 近 90 天在小程序分享的次数：3 次及以上为经常，少于此为偶尔。
  rules:
    - {value: often, when: shares_90d >= 3}
    - {value: at_times, when: shares_90d > 0}
  owner: growth
  validity_days: 7
- code: group_member
  name: In a group
  label_zh: 社群成员
  category: 互动
  kind: rule
  definition: Customer groups on WeCom that the member is in now.
  definition_zh: 目前所在的企业微信客户群数：2 个及以上，或 1 个。
  rules:
    - {value: several_groups, when: group_count >= 2}
    - {value: one_group, when: group_count = 1}
  since: group_joined_date
  owner: growth
  validity_days: 7
- code: talks_to_account
  name: Writes to the account
  label_zh: 公众号互动
  category: 互动
  kind: rule
  definition: Messages to the official account in the last 90 days.
  definition_zh: 近 90 天给公众号发消息的条数：3 条及以上为经常，少于此为偶尔。
  rules:
    - {value: often, when: messages_sent_90d >= 3}
    - {value: at_times, when: messages_sent_90d > 0}
  owner: service
  validity_days: 7
- code: reader
  name: Reads
  label_zh: 爱阅读
  category: 互动
  kind: rule
  definition: Pages of the mini programs read in the last 90 days.
  definition_zh: 近 90 天浏览小程序页面的次数：30 次及以上为经常，少于此为偶尔。
  rules:
    - {value: often, when: page_views_90d >= 30}
    - {value: at_times, when: page_views_90d > 0}
  owner: growth
  validity_days: 7
{% endmacro %}
