{{ figure_rows(
    'wechat_official_account',
    'message_senders_daily',
    ids={'message_class': 'count_interval'},
    figures={
        'senders': 'msg_user'
    }
) }}
