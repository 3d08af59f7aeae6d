{{ figure_rows(
    'wechat_official_account',
    'reads_hourly',
    ids={'reader_source': 'user_source'},
    figures={
        'readers': 'int_page_read_user',
        'reads': 'int_page_read_count',
        'original_page_readers': 'ori_page_read_user',
        'original_page_reads': 'ori_page_read_count',
        'sharers': 'share_user',
        'shares': 'share_count',
        'favourite_users': 'add_to_fav_user',
        'favourites': 'add_to_fav_count'
    },
    hour=true
) }}
