"""Variables of the mini program source, all beginning with ``WECHAT_MINI_PROGRAM_``."""

from __future__ import annotations

from pydantic_settings import SettingsConfigDict

from connectors.core.settings import LogAddress, WechatSettings


class Settings(WechatSettings):
    """The account, and where the brand keeps what its mini program reports.

    Attributes:
        registry_log: Folder or http(s) address of the ``registry-YYYY-MM-DD.jsonl`` files.
        event_log: Folder or http(s) address of the ``events-YYYY-MM-DD.jsonl`` files.
    """

    model_config = SettingsConfigDict(env_prefix="WECHAT_MINI_PROGRAM_")

    registry_log: LogAddress = ""
    event_log: LogAddress = ""
