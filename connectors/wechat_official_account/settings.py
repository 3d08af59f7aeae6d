"""Variables of the official account source, all beginning with ``WECHAT_OFFICIAL_ACCOUNT_``."""

from __future__ import annotations

from typing import Literal

from pydantic import SecretStr, field_validator
from pydantic_settings import SettingsConfigDict

from connectors.core.settings import LogAddress, WechatSettings
from connectors.wechat_official_account.callback.crypto import aes_key


class Settings(WechatSettings):
    """The account, where the brand keeps pushed events, and how WeChat signs what it pushes.

    Attributes:
        event_log: Folder or http(s) address of the ``<stream>-YYYY-MM-DD.jsonl`` files.
        callback_token: Token of the console's 服务器配置; WeChat signs pushes with it.
        previous_callback_token: The token before it, accepted too while it is being changed.
        encoding_aes_key: EncodingAESKey of the same page, for safe and mixed mode.
        previous_encoding_aes_key: The key before it, accepted too while keys are being changed.
        callback_mode: ``any`` takes pushes as they come, ``safe`` refuses unencrypted ones.
    """

    model_config = SettingsConfigDict(env_prefix="WECHAT_OFFICIAL_ACCOUNT_")

    event_log: LogAddress = ""
    callback_token: SecretStr = SecretStr("")
    previous_callback_token: SecretStr = SecretStr("")
    encoding_aes_key: SecretStr = SecretStr("")
    previous_encoding_aes_key: SecretStr = SecretStr("")
    callback_mode: Literal["any", "safe"] = "any"

    @field_validator("encoding_aes_key", "previous_encoding_aes_key")
    @classmethod
    def _decodable(cls, key: SecretStr) -> SecretStr:
        if key.get_secret_value():
            aes_key(key.get_secret_value())
        return key

    @property
    def has_callback(self) -> bool:
        """Whether the callback is set up."""
        return bool(self.callback_token.get_secret_value())

    def callback_tokens(self) -> tuple[str, ...]:
        """The tokens that a push may be signed with, the present one first."""
        names = ("callback_token", "previous_callback_token")
        return tuple(token for name in names if (token := self.value(name)))

    def aes_keys(self) -> tuple[bytes, ...]:
        """The decoded keys, the present one first; none for plain mode."""
        names = ("encoding_aes_key", "previous_encoding_aes_key")
        return tuple(aes_key(key) for name in names if (key := self.value(name)))
