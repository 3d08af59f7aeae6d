with source as (

    {{ latest_record('wechat_official_account', 'tags', ['id', 'name', 'count']) }}

),

renamed as (

    select
        -- ids
        record.id as tag_id,

        -- strings
        record.name as tag_name,

        -- numerics
        try_cast(record.count as integer) as follower_count,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
