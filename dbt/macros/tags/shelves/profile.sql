{#- 基础属性: who they are. How a tag is declared: ../tag_definitions.sql -#}
{% macro tag_shelf_profile() %}
- code: gender
  name: Gender
  label_zh: 性别
  category: 基础属性
  kind: fact
  definition: Gender as the member or the store clerk stated it.
  definition_zh: 会员本人填写或店员登记的性别。
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
  definition_zh: 出生月份（1 至 12），用于生日关怀。
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
  definition_zh: 生日在当前自然月。
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
  definition_zh: 会员资料中的城市，没有则取最近一次收货地址的城市。
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
  definition_zh: 会员名下各账号、各会员卡中的最高等级。
  value: member_level
  since: registered_date
  owner: member operations
  validity_days: 30
- code: home_province
  name: Home province
  label_zh: 所在省份
  category: 基础属性
  kind: fact
  definition: Province of the home city, or of the latest delivery address.
  definition_zh: 所在城市的省份，或最近一次收货地址的省份。
  value: province
  since: first_seen_date
  owner: member operations
  validity_days: 180
- code: age_group
  name: Age group
  label_zh: 年龄段
  category: 基础属性
  kind: rule
  definition: Age of the member, not of the child.
  definition_zh: 会员本人（不是孩子）的周岁年龄段，以 18、25、35、45、60 岁分段。
  rules:
    - {value: under_18, when: age_years < 18}
    - {value: 18_to_24, when: age_years < 25}
    - {value: 25_to_34, when: age_years < 35}
    - {value: 35_to_44, when: age_years < 45}
    - {value: 45_to_59, when: age_years < 60}
    - {value: 60_and_over, when: age_years >= 60}
  when: age_years is not null
  owner: member operations
  validity_days: 30
- code: membership_age
  name: Membership age
  label_zh: 会龄
  category: 基础属性
  kind: rule
  definition: How long ago the member joined.
  definition_zh: 入会至今的天数：30 天以内、180 天以内、365 天以内或 365 天以上。
  rules:
    - {value: first_month, when: days_since_registered <= 30}
    - {value: first_half_year, when: days_since_registered <= 180}
    - {value: first_year, when: days_since_registered <= 365}
    - {value: over_a_year, when: days_since_registered > 365}
  since: registered_date
  owner: member operations
  validity_days: 7
- code: profile_completeness
  name: Profile completeness
  label_zh: 资料完整度
  category: 基础属性
  kind: rule
  definition: How many of name, phone, birthday, gender and city are known.
  definition_zh: 姓名、手机号、生日、性别、城市中已知几项：5 项为完整，2 项及以上为部分，其余为欠缺。
  rules:
    - {value: complete, when: known_attributes >= 5}
    - {value: partial, when: known_attributes >= 2}
    - {value: poor, when: known_attributes is not null}
  owner: member operations
  validity_days: 30
- code: reachable_by_phone
  name: Reachable by phone
  label_zh: 可电话联系
  category: 基础属性
  kind: fact
  definition: A phone of the member is known.
  definition_zh: 已知会员的手机号，可以电话联系。
  value: "'yes'"
  when: has_phone
  since: first_seen_date
  owner: member operations
  validity_days: 30
{% endmacro %}
