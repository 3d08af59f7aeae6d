with source as (

    select
        *,
        {{ json_record('day', [
            'stat_date', 'target_user', 'int_page_read_user', 'int_page_read_count',
            'ori_page_read_user', 'ori_page_read_count', 'share_user', 'share_count',
            'add_to_fav_user', 'add_to_fav_count', 'int_page_from_session_read_user',
            'int_page_from_friends_read_user', 'int_page_from_feed_read_user',
            'int_page_from_hist_msg_read_user', 'int_page_from_kanyikan_read_user',
            'int_page_from_souyisou_read_user', 'int_page_from_other_read_user'
        ]) }} as detail
    from (
        select
            *,
            unnest({{ json_items('payload', '$.details') }}) as day
        from (
            {{ latest_record('wechat_official_account', 'article_total', [
                'ref_date', 'msgid', 'title'
            ]) }}
        ) as articles
    ) as days

),

renamed as (

    select
        -- ids
        try_cast(record.ref_date as date) as published_date,
        record.msgid as article_id,
        try_cast(detail.stat_date as date) as stat_date,

        -- strings
        record.title,

        -- numerics
        try_cast(detail.target_user as integer) as target_users,
        try_cast(detail.int_page_read_user as integer) as readers,
        try_cast(detail.int_page_read_count as integer) as reads,
        try_cast(detail.int_page_from_session_read_user as integer) as readers_from_session,
        try_cast(detail.int_page_from_friends_read_user as integer) as readers_from_friends,
        try_cast(detail.int_page_from_feed_read_user as integer) as readers_from_moments,
        try_cast(detail.int_page_from_hist_msg_read_user as integer) as readers_from_history,
        try_cast(detail.int_page_from_kanyikan_read_user as integer) as readers_from_top_stories,
        try_cast(detail.int_page_from_souyisou_read_user as integer) as readers_from_search,
        try_cast(detail.int_page_from_other_read_user as integer) as readers_from_elsewhere,
        try_cast(detail.ori_page_read_user as integer) as original_page_readers,
        try_cast(detail.ori_page_read_count as integer) as original_page_reads,
        try_cast(detail.share_user as integer) as sharers,
        try_cast(detail.share_count as integer) as shares,
        try_cast(detail.add_to_fav_user as integer) as favourite_users,
        try_cast(detail.add_to_fav_count as integer) as favourites,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
