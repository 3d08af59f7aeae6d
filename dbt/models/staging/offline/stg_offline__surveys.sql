with source as (

    {{ latest_record('offline', 'surveys', [
        'survey', 'response_no', 'submitted_at', 'started_at', 'duration', 'channel',
        'channel_detail', 'region', 'device', 'score', 'state', 'appid', 'openid', 'unionid',
        'nickname.mask', 'member_no', 'phone.token', 'phone.mask', 'phone.status', 'name.token',
        'name.mask', 'name.status', 'order_no', 'store'
    ]) }}

),

renamed as (

    select
        -- ids
        record_key as response_id,
        nullif(record.response_no, '') as response_no,
        nullif(record.appid, '') as appid,
        nullif(record.openid, '') as openid,
        nullif(record.unionid, '') as unionid,
        nullif(trim(record.member_no), '') as member_no,
        nullif(record.order_no, '') as order_no,

        -- protected
        record.phone.token as phone_token,
        record.phone.mask as phone_mask,
        record.phone.status as phone_status,
        record.name.token as name_token,
        record.name.mask as name_mask,
        record.name.status as name_status,
        record.nickname.mask as nickname_mask,

        -- strings
        record.survey as survey_name,
        nullif(record.channel, '') as response_channel,
        nullif(record.channel_detail, '') as channel_detail,
        nullif(record.region, '') as region,
        nullif(record.device, '') as device,
        nullif(record.duration, '') as duration,
        nullif(record.score, '') as score,
        nullif(record.state, '') as response_state,
        nullif(record.store, '') as store,

        -- timestamps
        {{ from_local('try_cast(record.started_at as timestamp)') }} as started_at,
        {{ from_local('try_cast(record.submitted_at as timestamp)') }} as submitted_at,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
