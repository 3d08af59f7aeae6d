"""The settings of one home: where it lies, its keys, its clock, its brand.

This is the one place that reads the environment (and `.env` in the working folder). A source's
own variables are read by the `Settings` class of its connector. No secret is kept here in clear
text that a `repr` would show, and nothing here opens a file or a connection.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

SHANGHAI = ZoneInfo("Asia/Shanghai")
ENV_FILE = ".env"
OWN_PREFIXES = ("MDC_", "WECHAT_", "WECOM_", "YOUZAN_", "OFFLINE_")
DEFAULT_HISTORY = timedelta(days=730)


class SettingsError(Exception):
    """A setting is missing or wrong. The message names the variable and the next step."""


class Settings(BaseSettings):
    """What every room is handed at the start.

    Attributes:
        home: The folder under which everything the program writes lies (`MDC_HOME`).
        token_key: Key of the HMAC that makes tokens (`MDC_TOKEN_KEY`, 32 characters or more).
        token_key_version: Stands in every token, so that a new key can be told from the old.
        vault_key: Key from which the vault's AES key is derived (`MDC_VAULT_KEY`).
        pinned_now: An instant that replaces the clock, for demonstrations and tests (`MDC_NOW`).
        start_date: First Shanghai business day to pull; two years back by default.
        brand: Scope of member cards and of the brand's own user ids (`MDC_BRAND`).
        decided_by: Who makes the decisions about who is who that are written here
            (`MDC_DECIDED_BY`); the login name by default.
        identity_rules: File with the brand's own rules of identity (`MDC_IDENTITY_RULES`); the
            project's by default.
    """

    model_config = SettingsConfigDict(
        env_prefix="MDC_",
        env_file=ENV_FILE,
        env_ignore_empty=True,
        extra="ignore",
        populate_by_name=True,
    )

    home: Path = Path("var")
    token_key: Annotated[SecretStr, Field(min_length=32)]
    token_key_version: int = Field(default=1, ge=1, le=9)
    vault_key: Annotated[SecretStr, Field(min_length=32)]
    pinned_now: datetime | None = Field(default=None, validation_alias="MDC_NOW")
    start_date: date | None = None
    brand: str = Field(default="brand", pattern=r"^[a-z0-9_]{1,32}$")
    decided_by: str | None = None
    identity_rules: Path | None = None

    @field_validator("home", "identity_rules")
    @classmethod
    def _absolute(cls, path: Path | None) -> Path | None:
        return path and path.expanduser().absolute()

    @field_validator("pinned_now")
    @classmethod
    def _with_zone(cls, instant: datetime | None) -> datetime | None:
        if instant is None:
            return None
        return (instant if instant.tzinfo else instant.replace(tzinfo=SHANGHAI)).astimezone(UTC)

    def now(self) -> datetime:
        """The present instant in UTC: the pinned one, or the machine's."""
        return self.pinned_now or machine_now()

    def today(self) -> date:
        """The business day it is in Shanghai."""
        return self.now().astimezone(SHANGHAI).date()

    def first_day(self) -> date:
        """The first business day that a stream without a cursor pulls."""
        return self.start_date or self.today() - DEFAULT_HISTORY


def machine_now() -> datetime:
    """The instant by the machine's own clock, in UTC."""
    return datetime.now(UTC)


def load_settings(env_file: str | None = ENV_FILE) -> Settings:
    """Read the settings of this process.

    Args:
        env_file: File with `NAME=value` lines below the environment in rank; None reads none.

    Raises:
        SettingsError: Names each wrong variable. Values are never repeated: they may be secrets.
    """
    try:
        return Settings(_env_file=env_file)
    except ValidationError as error:
        raise SettingsError(explain(error, Settings.model_config.get("env_prefix", ""))) from None


def child_environment(changes: Mapping[str, str]) -> dict[str, str]:
    """The environment of a child process: this one's without its secrets, and with changes.

    Args:
        changes: Variables to set or replace.
    """
    open_to_children = {
        name: value
        for name, value in os.environ.items()  # noqa: TID251 - this is the one place
        if not name.startswith(OWN_PREFIXES) or not name.endswith(("_KEY", "_SECRET", "_TOKEN"))
    }
    return {**open_to_children, **changes}


def explain(error: ValidationError, prefix: str) -> str:
    """Turn pydantic's findings into one line a variable, without the values.

    Args:
        error: What pydantic raised.
        prefix: The environment prefix of the class that was read.
    """
    lines = []
    for finding in error.errors(include_input=False, include_url=False):
        name = str(finding["loc"][0])
        variable = name if name.isupper() else f"{prefix}{name}".upper()
        lines.append(f"{variable}: {_said(finding)}")
    return "\n".join([*lines, "Set it in the environment or in .env (`mdc init` writes one)."])


def _said(finding: Mapping[str, object]) -> str:
    return "is missing" if finding["type"] == "missing" else str(finding["msg"]).lower()
