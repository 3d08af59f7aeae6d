{{ figure_rows(
    'wechat_official_account',
    'shares_hourly',
    ids={'share_scene': 'share_scene'},
    figures={
        'sharers': 'share_user',
        'shares': 'share_count'
    },
    hour=true
) }}
