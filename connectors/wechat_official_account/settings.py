"""Variables of the official account source, all beginning with ``WECHAT_OFFICIAL_ACCOUNT_``."""

from __future__ import annotations

from pydantic_settings import SettingsConfigDict

from connectors.core.settings import LogAddress, WechatSettings


class Settings(WechatSettings):
    """The account, and where the brand keeps the follow events that WeChat pushed to it.

    Attributes:
        event_log: Folder or http(s) address of the ``follow_events-YYYY-MM-DD.jsonl`` files.
    """

    model_config = SettingsConfigDict(env_prefix="WECHAT_OFFICIAL_ACCOUNT_")

    event_log: LogAddress = ""
