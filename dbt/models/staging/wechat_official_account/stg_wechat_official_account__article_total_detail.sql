with source as (

    select
        *,
        {{ json_record('day', [
            'stat_date', 'read_user', 'share_user', 'zaikan_user', 'like_user', 'comment_count',
            'collection_user', 'praise_money', 'read_subscribe_user', 'read_finish_rate',
            'read_avg_activetime'
        ]) }} as detail
    from (
        select
            *,
            unnest({{ json_items('payload', '$.detail_list') }}) as day
        from (
            {{ latest_record('wechat_official_account', 'article_total_detail', [
                'ref_date', 'msgid', 'title', 'publish_type', 'is_delay'
            ]) }}
        ) as articles
    ) as days

),

renamed as (

    select
        -- ids
        record.msgid as article_id,
        try_cast(record.ref_date as date) as published_date,
        try_cast(detail.stat_date as date) as stat_date,

        -- strings
        record.title,

        -- numerics
        try_cast(detail.read_user as integer) as read_users,
        try_cast(detail.share_user as integer) as share_users,
        try_cast(detail.zaikan_user as integer) as recommend_users,
        try_cast(detail.like_user as integer) as like_users,
        try_cast(detail.comment_count as integer) as comment_count,
        try_cast(detail.collection_user as integer) as favourite_users,
        {{ fen_to_yuan('detail.praise_money') }} as reward_amount,
        try_cast(detail.read_subscribe_user as integer) as subscribed_users,
        try_cast(detail.read_finish_rate as double) as read_finish_rate,
        try_cast(detail.read_avg_activetime as double) as average_read_minutes,

        -- booleans
        coalesce(try_cast(record.is_delay as boolean), false) as is_provisional,
        coalesce(record.publish_type, '0') = '0' as is_mass_message,

        -- landing
        first_landed_seq,
        first_landed_position,
        {{ landed_columns() }}
    from source

)

select * from renamed
