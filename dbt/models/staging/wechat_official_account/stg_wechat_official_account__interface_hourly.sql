{{ figure_rows(
    'wechat_official_account',
    'interface_hourly',
    ids={},
    figures={
        'calls': 'callback_count',
        'failures': 'fail_count',
        'total_milliseconds': 'total_time_cost',
        'longest_milliseconds': 'max_time_cost'
    },
    hour=true
) }}
