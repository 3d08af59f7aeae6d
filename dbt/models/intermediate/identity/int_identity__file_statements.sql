{%- set named = "case when name_status = 'valid' then name_token end" -%}
{%- set cardless_phone = 'case when member_no is null then phone_token end' -%}
with responses as (

    select
        surveys.*,
        known_openids.openid_type,
        known_openids.appid as openid_scope
    from {{ ref('stg_offline__surveys') }} as surveys
    left join {{ ref('int_identity__known_openids') }} as known_openids
        on surveys.openid = known_openids.openid

),

{% for stream in ['points_statements', 'stored_value_statements'] -%}
{{ stream }} as (

    {{ identity_statements(
        'offline', stream, ref('stg_offline__' ~ stream),
        subject=['member_card', brand(), 'member_no'],
        columns={
            'record_key': 'entry_id', 'since_at': 'changed_at', 'phone': 'phone_token',
            'phone_status': 'phone_status', 'name_token': named
        },
        landed='first_landed'
    ) }}
    union all
    {{ identity_statements(
        'offline', stream, ref('stg_offline__' ~ stream),
        subject=['phone', "''", cardless_phone],
        columns={
            'record_key': 'entry_id', 'since_at': 'changed_at', 'phone_status': 'phone_status'
        },
        landed='first_landed'
    ) }}

),

{% endfor -%}
{% for openid_type in ['oa_openid', 'mp_openid'] -%}
answers_as_{{ openid_type }} as (

    {{ identity_statements(
        'offline', 'surveys', 'responses',
        subject=[
            openid_type, 'openid_scope',
            "case when openid_type = '" ~ openid_type ~ "' then openid end"
        ],
        columns={
            'record_key': 'response_id', 'since_at': 'submitted_at', 'unionid': 'unionid',
            'phone': 'phone_token', 'phone_status': 'phone_status', 'name_token': named
        },
        landed='first_landed'
    ) }}

),

{% endfor -%}
other_answers as (

    {{ identity_statements(
        'offline', 'surveys', 'responses',
        subject=['member_card', brand(), 'case when openid_type is null then member_no end'],
        columns={
            'record_key': 'response_id', 'since_at': 'submitted_at', 'phone': 'phone_token',
            'phone_status': 'phone_status', 'name_token': named
        },
        landed='first_landed'
    ) }}
    union all
    {{ identity_statements(
        'offline', 'surveys', 'responses',
        subject=[
            'phone', "''",
            'case when openid_type is null and member_no is null then phone_token end'
        ],
        columns={
            'record_key': 'response_id', 'since_at': 'submitted_at', 'phone_status': 'phone_status'
        },
        landed='first_landed'
    ) }}

),

orders as (

    {{ identity_statements(
        'offline', 'orders', ref('stg_offline__orders'),
        subject=['phone', "''", 'phone_token'],
        columns={
            'record_key': 'order_no', 'since_at': 'created_at', 'phone_status': 'phone_status'
        },
        landed='first_landed'
    ) }}

),

records as (

    select * from points_statements
    union all
    select * from stored_value_statements
    union all
    select * from answers_as_oa_openid
    union all
    select * from answers_as_mp_openid
    union all
    select * from other_answers
    union all
    select * from orders

),

statements as (

    {{ fold_statements('records') }}

)

select * from statements
