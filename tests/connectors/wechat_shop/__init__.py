"""Tests of `connectors.wechat_shop`."""
