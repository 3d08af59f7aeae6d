{#- 合规: what may and must not be done with them. How a tag is declared: ../tag_definitions.sql -#}
{% macro tag_shelf_compliance() %}
- code: do_not_disturb
  name: Do not disturb
  label_zh: 免打扰
  category: 合规
  kind: manual
  definition: Members who asked not to be contacted.
  owner: service
- code: minor
  name: Minor
  label_zh: 未成年人
  category: 合规
  kind: rule
  definition: Under 18 by the known birthday; needs the consent of a guardian, under 14 by law.
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
  owner: service
{% endmacro %}
