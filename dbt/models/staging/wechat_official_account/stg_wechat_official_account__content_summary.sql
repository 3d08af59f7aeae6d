{{ figure_rows(
    'wechat_official_account',
    'content_summary',
    ids={},
    figures={
        'readers': 'detail.read_user',
        'sharers': 'detail.share_user',
        'recommend_users': 'detail.zaikan_user',
        'like_users': 'detail.like_user',
        'comments': 'detail.comment_count',
        'favourite_users': 'detail.collection_user',
        'original_page_readers': 'detail.redirect_ori_page_user',
        'articles_sent': 'detail.send_page_count'
    }
) }}
