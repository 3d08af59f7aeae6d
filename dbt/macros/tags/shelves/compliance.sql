{#- 合规: what may and must not be done with them. How a tag is declared: ../tag_definitions.sql -#}
{% macro tag_shelf_compliance() %}
- code: do_not_disturb
  name: Do not disturb
  label_zh: 免打扰
  category: 合规
  kind: manual
  definition: Members who asked not to be contacted.
  definition_zh: 本人要求不再被联系的会员，名单由人工导入。
  owner: service
- code: minor
  name: Minor
  label_zh: 未成年人
  category: 合规
  kind: rule
  definition: Under 18 by the known birthday; needs the consent of a guardian, under 14 by law.
  definition_zh: 按已知生日未满 18 周岁，须经监护人同意；未满 14 周岁的为法律强制要求。
  rules:
    - {value: under_14, when: age_years < 14}
    - {value: under_18, when: age_years < 18}
  owner: service
  validity_days: 1
- code: marketing_consent
  name: Marketing consent
  label_zh: 营销授权
  category: 合规
  kind: manual
  definition: Members who agreed to marketing, with the day of the consent.
  definition_zh: 同意接收营销信息的会员，附同意日期，名单由人工导入。
  owner: service
{% endmacro %}
