{{ figure_rows(
    'wechat_official_account',
    'shares_daily',
    ids={'share_scene': 'share_scene'},
    figures={
        'sharers': 'share_user',
        'shares': 'share_count'
    }
) }}
