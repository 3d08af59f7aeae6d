{{ config(
    materialized='increment',
    key=['appid', 'openid'],
    noted=['one_id', 'appid', 'openid', 'login_id']
) }}

{% call touched() %}
    select
        appid,
        openid
    from {{ changed('stg_wechat_mini_program__registry') }}
    union
    select
        appid,
        openid
    from {{ this }}
    where openid in ({{ moved('mp_openid') }})
{% endcall %}

with registry as (

    select * from {{ ref('stg_wechat_mini_program__registry') }}
    where {{ is_touched(['appid', 'openid']) }}

),

app_openids as (

    select * from {{ identified_by('mp_openid') }} as app_openids

),

latest as (

    select
        appid,
        openid,
        login_id,
        member_card_no,
        inviter_login_id,
        case when phone_status = 'valid' then phone_token end as phone_token,
        case when phone_status = 'valid' then phone_mask end as phone_mask,
        is_phone_verified,
        case when name_status = 'valid' then name_token end as name_token,
        case when name_status = 'valid' then name_mask end as name_mask,
        nullif(gender, 'unknown') as gender,
        birthday,
        province,
        city,
        member_level,
        points,
        register_channel,
        store_code,
        registered_at,
        recorded_at,
        min(recorded_at) over (partition by appid, openid) as first_recorded_at
    from registry
    qualify
        row_number() over (
            partition by appid, openid
            order by recorded_at desc, landed_seq desc, landed_position desc
        ) = 1

),

identified as (

    select
        app_openids.one_id,
        latest.appid,
        latest.openid,
        latest.login_id,
        latest.member_card_no,
        latest.inviter_login_id,
        latest.phone_token,
        latest.phone_mask,
        latest.is_phone_verified,
        latest.name_token,
        latest.name_mask,
        latest.gender,
        latest.birthday,
        latest.province,
        latest.city,
        latest.member_level,
        latest.points,
        latest.register_channel,
        latest.store_code,
        latest.registered_at,
        latest.recorded_at as observed_at,
        least(latest.first_recorded_at, latest.registered_at) as first_seen_at
    from latest
    left join app_openids
        on latest.appid = app_openids.scope and latest.openid = app_openids.value

)

select * from identified
