with source as (

    {{ latest_record('wechat_official_account', 'followers', [
        'openid', 'unionid', 'subscribe', 'subscribe_time', 'subscribe_scene', 'qr_scene',
        'qr_scene_str', 'language', 'tagid_list'
    ]) }}

),

renamed as (

    select
        -- ids
        record.openid,
        nullif(record.unionid, '') as unionid,

        -- strings
        nullif(record.subscribe_scene, '') as subscribe_scene,
        nullif(record.qr_scene, '0') as qr_scene,
        nullif(record.qr_scene_str, '') as qr_scene_str,
        nullif(record.language, '') as language,
        record.tagid_list as tag_ids,

        -- booleans
        coalesce(record.subscribe, '0') = '1' as is_subscribed,

        -- timestamps
        {{ from_epoch_seconds('record.subscribe_time') }} as subscribed_at,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
