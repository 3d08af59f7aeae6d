{{ figure_rows(
    'wechat_official_account',
    'message_counts_daily',
    ids={'message_type': 'msg_type'},
    figures={
        'senders': 'msg_user',
        'messages': 'msg_count'
    }
) }}
