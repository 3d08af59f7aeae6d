"""Variables of the shop source, all beginning with ``WECHAT_SHOP_``."""

from __future__ import annotations

from pydantic_settings import SettingsConfigDict

from connectors.core.settings import WechatSettings


class Settings(WechatSettings):
    """The shop's account."""

    model_config = SettingsConfigDict(env_prefix="WECHAT_SHOP_")
