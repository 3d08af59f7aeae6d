with followers as (

    {{ identity_statements(
        'wechat_official_account', 'followers',
        ref('stg_wechat_official_account__follower_versions'),
        subject=['oa_openid', 'account', 'openid'],
        columns={'record_key': 'record_key', 'since_at': 'subscribed_at', 'unionid': 'unionid'}
    ) }}

),

follow_events as (

    {{ identity_statements(
        'wechat_official_account', 'follow_events',
        ref('stg_wechat_official_account__follow_events'),
        subject=['oa_openid', 'account', 'openid'],
        columns={'record_key': 'event_id', 'since_at': 'occurred_at'},
        landed='first_landed'
    ) }}

),

registry as (

    {{ identity_statements(
        'wechat_mini_program', 'registry',
        ref('stg_wechat_mini_program__registry'),
        subject=['mp_openid', 'appid', 'openid'],
        columns={
            'record_key': 'registry_line_id', 'since_at': 'recorded_at', 'unionid': 'unionid',
            'brand_user_id': 'login_id', 'member_card': 'member_card_no', 'phone': 'phone_token',
            'phone_status': 'phone_status', 'name_token': "case when name_status = 'valid' then name_token end", 'gender': 'gender',
            'birthday': 'birthday', 'is_verified': 'is_phone_verified'
        },
        landed='first_landed'
    ) }}

),

events as (

    {{ identity_statements(
        'wechat_mini_program', 'events',
        ref('stg_wechat_mini_program__events'),
        subject=['mp_openid', 'appid', 'openid'],
        columns={'record_key': 'event_id', 'since_at': 'occurred_at', 'brand_user_id': 'login_id'},
        landed='first_landed'
    ) }}

),

records as (

    select * from followers
    union all
    select * from follow_events
    union all
    select * from registry
    union all
    select * from events

),

statements as (

    {{ fold_statements('records') }}

)

select * from statements
