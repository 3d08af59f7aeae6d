{{ figure_rows(
    'wechat_official_account',
    'message_senders_weekly',
    ids={'message_class': 'count_interval'},
    figures={
        'senders': 'msg_user'
    },
    period='week_start_date'
) }}
