with source as (

    {{ latest_record('wechat_official_account', 'blacklist', ['openid', 'is_blocked']) }}

),

renamed as (

    select
        -- ids
        record.openid,

        -- booleans
        coalesce(try_cast(record.is_blocked as boolean), false) as is_blocked,

        -- timestamps
        fetched_at as seen_at,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
