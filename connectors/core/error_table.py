"""What an error code of a platform means, looked up in ``error_table.yml``.

The table is data: a code that turns up is one more line there. This module only turns an entry
into the exception that the rest of the connectors understand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from connectors.core.errors import (
    ConnectorError,
    CursorRejected,
    FatalError,
    NotReady,
    RecordUnavailable,
    RetryableError,
    TokenRejected,
    WindowTooLarge,
)
from connectors.core.quota import QuotaLedger
from connectors.core.redact import readable
from connectors.core.windows import seconds_to_next_minute

TOKEN_PATH = "/cgi-bin/stable_token"  # noqa: S105 - an address
_UNKNOWN = {
    "action": "stop",
    "means": "a code that the error table does not know",
    "next_step": "Look the code up in the platform's documentation and add it to error_table.yml.",
}
_SIMPLE: dict[str, type[ConnectorError]] = {
    "retry": RetryableError,
    "refresh_token": TokenRejected,
    "halve_window": WindowTooLarge,
    "restart": CursorRejected,
    "skip_record": RecordUnavailable,
    "not_ready": NotReady,
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """One entry of the table: the action, what the code means, and what a person does."""

    action: str
    means: str
    setting: str = ""
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class ErrorTable:
    """Turns a failure body into an exception.

    Attributes:
        prefix: Prefix of the source's variables, such as ``WECHAT_SHOP_``.
        secrets: Values that no message may repeat.
        quota: Where a used-up quota is remembered.
        now: The clock.
    """

    prefix: str
    secrets: tuple[str, ...]
    quota: QuotaLedger
    now: Callable[[], datetime]

    def __repr__(self) -> str:
        return f"ErrorTable({self.prefix})"

    def error(
        self, path: str, code: int, message: str, also_secret: Iterable[str] = ()
    ) -> ConnectorError:
        """Return the exception that the platform's answer deserves.

        Args:
            path: Of the call that failed.
            code: The platform's ``errcode``.
            message: The platform's ``errmsg``; may repeat what was sent.
            also_secret: Further values to leave out, such as the access token in use.
        """
        verdict = verdict_on(path, code)
        if verdict.action == "quota":
            return self.quota.exhaust(path)
        said = readable(message, (*self.secrets, *also_secret))
        text = f"{path}: {verdict.means} (the platform answered {code}: {said})."
        if verdict.action == "wait_minute":
            return RetryableError(text, retry_after=seconds_to_next_minute(self.now()))
        if verdict.action in _SIMPLE:
            return _SIMPLE[verdict.action](text)
        variable = f"{self.prefix}{verdict.setting}" if verdict.setting else None
        next_step = f"Look at {variable}: {verdict.next_step}" if variable else verdict.next_step
        return FatalError(text, variable, next_step=next_step)


def verdict_on(path: str, code: int) -> Verdict:
    """Look up one code, in the table of the path first."""
    table = _table()
    of_path = table["paths"].get(path, {})
    common = table["token" if path == TOKEN_PATH else "business"]
    return Verdict(**(of_path.get(code) or common.get(code) or _UNKNOWN))


@cache
def _table() -> dict[str, dict[Any, Any]]:
    text = files("connectors.core").joinpath("error_table.yml").read_text(encoding="utf-8")
    table: dict[str, dict[Any, Any]] = yaml.safe_load(text)
    return table
