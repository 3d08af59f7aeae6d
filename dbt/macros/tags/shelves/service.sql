{#- 服务: who looks after them. How a tag is declared: ../tag_definitions.sql -#}
{% macro tag_shelf_service() %}
- code: care_list
  name: Care list
  label_zh: 重点关怀
  category: 服务
  kind: manual
  definition: Members whom the service team named for personal care.
  definition_zh: 服务团队点名重点关怀的会员，名单由人工导入。
  owner: service
- code: home_store
  name: Home store
  label_zh: 归属门店
  category: 服务
  kind: fact
  definition: Store that opened the card or that the profile names.
  definition_zh: 开卡门店，或会员资料中登记的门店。
  value: home_store
  since: registered_date
  owner: member operations
  validity_days: 180
- code: guide
  name: Personal guide
  label_zh: 专属导购
  category: 服务
  kind: fact
  definition: Employee who became a WeCom contact last and still is.
  definition_zh: 最后成为会员企微好友、且至今仍是好友的员工。
  value: guide
  since: wecom_added_date
  owner: service
  validity_days: 7
- code: several_guides
  name: Several guides
  label_zh: 多导购跟进
  category: 服务
  kind: rule
  definition: More than one employee is a WeCom contact of the member.
  definition_zh: 有 2 名及以上员工与会员是企微好友。
  rules:
    - {value: 'yes', when: guide_count >= 2}
  owner: service
  validity_days: 7
{% endmacro %}
