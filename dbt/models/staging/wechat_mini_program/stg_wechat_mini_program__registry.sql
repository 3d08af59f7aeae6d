{{ config(materialized='increment', noted=['appid', 'openid', 'login_id']) }}

with source as (

    {{ latest_record('wechat_mini_program', 'registry', [
        'distinct_id', 'login_id', 'time', 'appid', 'properties.unionid', 'properties.phone.token',
        'properties.phone.mask', 'properties.phone.status', 'properties.phone_verified',
        'properties.name.token', 'properties.name.mask', 'properties.name.status',
        'properties.nickname.mask',
        'properties.gender', 'properties.birthday', 'properties.province', 'properties.city',
        'properties.register_time', 'properties.member_level', 'properties.points',
        'properties.register_channel', 'properties.inviter_login_id', 'properties.member_card_no',
        'properties.store_code'
    ]) }}

),

renamed as (

    select
        -- ids
        concat(account, '|', record_key) as registry_line_id,
        coalesce(nullif(record.appid, ''), account) as appid,
        record.distinct_id as openid,
        nullif(record.login_id, '') as login_id,
        nullif(record.properties.unionid, '') as unionid,
        nullif(record.properties.inviter_login_id, '') as inviter_login_id,
        nullif(trim(record.properties.member_card_no), '') as member_card_no,

        -- protected
        record.properties.phone.token as phone_token,
        record.properties.phone.mask as phone_mask,
        record.properties.phone.status as phone_status,
        record.properties.name.token as name_token,
        record.properties.name.mask as name_mask,
        record.properties.name.status as name_status,
        record.properties.nickname.mask as nickname_mask,

        -- strings
        {{ gender('record.properties.gender') }} as gender,
        nullif(record.properties.province, '') as province,
        nullif(record.properties.city, '') as city,
        nullif(record.properties.member_level, '') as member_level,
        nullif(record.properties.register_channel, '') as register_channel,
        nullif(record.properties.store_code, '') as store_code,

        -- numerics
        try_cast(record.properties.points as integer) as points,

        -- booleans
        coalesce(try_cast(record.properties.phone_verified as boolean), false) as is_phone_verified,

        -- dates and timestamps
        try_cast(record.properties.birthday as date) as birthday,
        {{ from_local('try_cast(record.properties.register_time as timestamp)') }} as registered_at,
        {{ from_epoch_millis('record.time') }} as recorded_at,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
