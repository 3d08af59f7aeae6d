{{ figure_rows(
    'wechat_official_account',
    'message_senders_monthly',
    ids={'message_class': 'count_interval'},
    figures={
        'senders': 'msg_user'
    },
    period='month_start_date'
) }}
