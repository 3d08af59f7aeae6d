"""The variables that every platform account has, and how a wrong one is named.

A source's own ``Settings`` adds its prefix and its log addresses. Values come from the environment
and from ``.env``; nothing is opened or called here.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from connectors.core.errors import FatalError
from connectors.core.platform_api import Credentials
from connectors.core.session import is_loopback

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


class AccountSettings(BaseSettings):
    """Account and address of one API source; a platform derives its own variables.

    Attributes:
        needed: Names of the variables, without prefix, that are set together or not at all; the
            first is the account that a home's records belong to.
    """

    model_config = SettingsConfigDict(
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        hide_input_in_errors=True,
        str_strip_whitespace=True,
    )

    needed: ClassVar[tuple[str, ...]]

    @field_validator("*", mode="before")
    @classmethod
    def _stripped(cls, value: Any) -> Any:
        return value.strip() if isinstance(value, str) else value

    @property
    def prefix(self) -> str:
        """Prefix of this source's variables."""
        return str(self.model_config.get("env_prefix", ""))

    @property
    def account(self) -> str:
        """The account, empty while the source is not configured."""
        return self.value(self.needed[0])

    @property
    def configured(self) -> bool:
        """Whether this account is to be pulled at all."""
        return any(self.value(name) for name in self.needed)

    def value(self, name: str) -> str:
        """The clear text of a variable; a secret is only shown to who asks for it here."""
        found = getattr(self, name)
        return found.get_secret_value() if isinstance(found, SecretStr) else str(found)

    def credentials(self, secret: str = "secret", app: str = "") -> Credentials:  # noqa: S107 - a name
        """Return account and secret, all empty while the source is not configured.

        Args:
            secret: Name of the variable that holds the secret.
            app: Which of the account's apps the secret belongs to, where each has its own token.

        Raises:
            FatalError: Names the variable when only some of the needed ones are set.
        """
        variables = {f"{self.prefix}{name}".upper(): self.value(name) for name in self.needed}
        missing = [variable for variable, value in variables.items() if not value]
        if missing and self.configured:
            given = next(variable for variable, value in variables.items() if value)
            raise FatalError(
                f"{given} is set, but {missing[0]} is not.",
                missing[0],
                next_step=f"Set {missing[0]} in the environment or in .env, "
                f"or unset {'both' if len(variables) == 2 else 'all'} to leave this source out.",
            )
        setting = self.needed[0].upper()
        return Credentials(self.prefix, self.account, self.value(secret), app, setting)


class WechatSettings(AccountSettings):
    """Account and address of one WeChat source.

    Attributes:
        appid: The account; public.
        secret: Its AppSecret.
        base_url: The platform, or the sandbox.
    """

    needed = ("appid", "secret")

    appid: str = ""
    secret: SecretStr = SecretStr("")
    base_url: ApiAddress = WECHAT_BASE_URL
