"""Tests of `connectors.wechat_mini_program`."""
