{{ api_quotas('wechat_shop') }}
