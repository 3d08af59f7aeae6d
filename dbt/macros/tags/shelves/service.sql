{#- 服务: who looks after them. How a tag is declared: ../tag_definitions.sql -#}
{% macro tag_shelf_service() %}
- code: care_list
  name: Care list
  label_zh: 重点关怀
  category: 服务
  kind: manual
  definition: Members whom the service team named for personal care.
  owner: service
- code: home_store
  name: Home store
  label_zh: 归属门店
  category: 服务
  kind: fact
  definition: Store that opened the card or that the profile names.
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
  rules:
    - {value: 'yes', when: guide_count >= 2}
  owner: service
  validity_days: 7
{% endmacro %}
