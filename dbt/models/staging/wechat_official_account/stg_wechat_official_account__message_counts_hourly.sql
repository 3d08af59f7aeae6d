{{ figure_rows(
    'wechat_official_account',
    'message_counts_hourly',
    ids={'message_type': 'msg_type'},
    figures={
        'senders': 'msg_user',
        'messages': 'msg_count'
    },
    hour=true
) }}
