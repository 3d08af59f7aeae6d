"""The variables of the WeCom source."""

from __future__ import annotations

from pydantic import SecretStr
from pydantic_settings import SettingsConfigDict

from connectors.core.settings import AccountSettings, ApiAddress


class Settings(AccountSettings):
    """The corp, and the secret of an app that may read its customer contacts.

    Attributes:
        corpid: The corp; public.
        secret: Secret of the app; each app of a corp has its own, and its own token.
        base_url: The platform, or the sandbox.
    """

    model_config = SettingsConfigDict(env_prefix="WECOM_")
    needed = ("corpid", "secret")

    corpid: str = ""
    secret: SecretStr = SecretStr("")
    base_url: ApiAddress = "https://qyapi.weixin.qq.com"
