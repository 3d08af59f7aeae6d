{{ api_quotas('wechat_mini_program') }}
