with source as (

    {{ all_versions('wechat_shop', 'members', ['openid', 'unionid']) }}

),

renamed as (

    select
        -- ids
        record.openid,
        nullif(record.unionid, '') as unionid,

        -- timestamps
        fetched_at as seen_at,

        -- landing
        record_key,
        {{ landed_columns() }}
    from source

)

select * from renamed
