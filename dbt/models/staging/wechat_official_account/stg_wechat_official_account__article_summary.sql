with source as (

    {{ latest_record('wechat_official_account', 'article_summary', [
        'ref_date', 'msgid', 'title', 'int_page_read_user', 'int_page_read_count',
        'ori_page_read_user', 'ori_page_read_count', 'share_user', 'share_count',
        'add_to_fav_user', 'add_to_fav_count'
    ]) }}

),

renamed as (

    select
        -- ids
        record.msgid as article_id,
        try_cast(record.ref_date as date) as ref_date,

        -- strings
        record.title,

        -- numerics
        try_cast(record.int_page_read_user as integer) as read_users,
        try_cast(record.int_page_read_count as integer) as read_count,
        try_cast(record.ori_page_read_user as integer) as original_page_users,
        try_cast(record.ori_page_read_count as integer) as original_page_count,
        try_cast(record.share_user as integer) as share_users,
        try_cast(record.share_count as integer) as share_count,
        try_cast(record.add_to_fav_user as integer) as favourite_users,
        try_cast(record.add_to_fav_count as integer) as favourite_count,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
