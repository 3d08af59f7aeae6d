{{ config(materialized='view') }}

{%- set features = feature_columns() %}

select
    {% for tag in tag_definitions() if tag.code not in features -%}
    tags.{{ tag.code }},
    {% endfor -%}
    features.*
from {{ ref('member_features') }} as features
inner join {{ ref('member_tags_wide') }} as tags on features.one_id = tags.one_id
