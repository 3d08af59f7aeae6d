{{ api_quotas('wechat_official_account') }}
