"""The variables that every WeChat account has, and how a wrong one is named.

A source's own ``Settings`` adds its prefix and its log addresses. Values come from the environment
and from ``.env``; nothing is opened or called here.
"""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from connectors.core.errors import FatalError
from connectors.core.session import is_loopback
from connectors.core.wechat_api import Credentials

WECHAT_BASE_URL = "https://api.weixin.qq.com"


def api_address(url: str) -> str:
    """Accept ``https://…``, and ``http://…`` on this machine alone: the secret travels there.

    Raises:
        ValueError: Says what an address must look like.
    """
    parts = urlsplit(url)
    if not parts.hostname or parts.query or parts.fragment or parts.username:
        raise ValueError("must look like https://host, without user, query or fragment")
    if parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname)):
        return url.rstrip("/")
    raise ValueError("must begin with https:// (http:// only for 127.0.0.1, the sandbox)")


def log_address(place: str) -> str:
    """Accept a folder, or an http(s) address; empty means that there is no log.

    Raises:
        ValueError: The value is an address of another kind.
    """
    scheme = urlsplit(place).scheme
    if "://" in place and scheme not in {"http", "https"}:
        raise ValueError("must be a folder or an address that begins with http:// or https://")
    return place


ApiAddress = Annotated[str, AfterValidator(api_address)]
LogAddress = Annotated[str, AfterValidator(log_address)]


class WechatSettings(BaseSettings):
    """Account and address of one WeChat source.

    Attributes:
        appid: The account; public.
        secret: Its AppSecret.
        base_url: The platform, or the sandbox.
    """

    model_config = SettingsConfigDict(
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        hide_input_in_errors=True,
        str_strip_whitespace=True,
    )

    appid: str = ""
    secret: SecretStr = SecretStr("")
    base_url: ApiAddress = WECHAT_BASE_URL

    @field_validator("secret", mode="before")
    @classmethod
    def _stripped(cls, value: Any) -> Any:
        return value.strip() if isinstance(value, str) else value

    @property
    def prefix(self) -> str:
        """Prefix of this source's variables."""
        return str(self.model_config.get("env_prefix", ""))

    @property
    def configured(self) -> bool:
        """Whether this account is to be pulled at all."""
        return bool(self.appid or self.secret.get_secret_value())

    def credentials(self) -> Credentials:
        """Return appid and secret, both empty while the source is not configured.

        Raises:
            FatalError: Names the variable when only one of the two is set.
        """
        secret = self.secret.get_secret_value()
        if bool(self.appid) != bool(secret):
            missing = "SECRET" if self.appid else "APPID"
            given = "APPID" if self.appid else "SECRET"
            raise FatalError(
                f"{self.prefix}{given} is set, but {self.prefix}{missing} is not.",
                f"{self.prefix}{missing}",
                next_step=f"Set {self.prefix}{missing} in the environment or in .env, "
                "or unset both to leave this source out.",
            )
        return Credentials(self.prefix, self.appid, secret)
