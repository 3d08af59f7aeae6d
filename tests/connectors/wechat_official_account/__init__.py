"""Tests of `connectors.wechat_official_account`."""
