{{ figure_rows(
    'wechat_official_account',
    'article_shares',
    ids={'article_id': 'msgid'},
    figures={
        'sharers': 'detail.share_user'
    }
) }}
