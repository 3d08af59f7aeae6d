"""Turning a platform's refusal into the exception that the rest of the connectors understand.

What a code means is data, see `platform_rules`; this module knows one exception per action.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from connectors.core.errors import (
    ConnectorError,
    CursorRejected,
    FatalError,
    NothingThere,
    NotReady,
    RateLimited,
    RecordUnavailable,
    RetryableError,
    TokenRejected,
    UnknownCode,
    WindowTooLarge,
)
from connectors.core.platform_rules import UNKNOWN, PlatformRules, Verdict
from connectors.core.quota import QuotaLedger
from connectors.core.redact import readable
from connectors.core.windows import seconds_to_next_minute

A_MINUTE = 60.0
_SIMPLE: dict[str, type[ConnectorError]] = {
    "retry": RetryableError,
    "refresh_token": TokenRejected,
    "halve_window": WindowTooLarge,
    "restart": CursorRejected,
    "skip_record": RecordUnavailable,
    "empty": NothingThere,
    "not_ready": NotReady,
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """What an answer says instead of a result: its code as text, and the platform's message."""

    code: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class ErrorTable:
    """Turns a refusal into an exception.

    Attributes:
        rules: The platform's tables.
        prefix: Prefix of the source's variables, such as ``WECHAT_SHOP_``.
        secrets: Values that no message may repeat.
        quota: Where a used-up quota is remembered.
        now: The clock.
    """

    rules: PlatformRules
    prefix: str
    secrets: tuple[str, ...]
    quota: QuotaLedger
    now: Callable[[], datetime]

    def __repr__(self) -> str:
        return f"ErrorTable({self.prefix})"

    def error(self, path: str, refusal: Refusal, also_secret: Iterable[str] = ()) -> ConnectorError:
        """Return the exception that the platform's answer deserves.

        Args:
            path: Of the call that failed.
            refusal: What the platform answered; its message may repeat what was sent.
            also_secret: Further values to leave out, such as the access token in use.
        """
        verdict = self.rules.verdict(path, refusal.code)
        said = readable(refusal.message, (*self.secrets, *also_secret))
        text = f"{path}: {verdict.means} (the platform answered {refusal.code}: {said})."
        if verdict.action in _SIMPLE:
            return _SIMPLE[verdict.action](text)
        if verdict.action == UNKNOWN:
            return UnknownCode(text, code=refusal.code, next_step=verdict.next_step)
        return self._limited(path, verdict, text) or self._fatal(verdict, text)

    def _limited(self, path: str, verdict: Verdict, text: str) -> ConnectorError | None:
        match verdict.action:
            case "quota":
                return self.quota.exhaust(path)
            case "wait_minute":
                return RateLimited(text, retry_after=seconds_to_next_minute(self.now()))
            case "wait_hour":
                is_the_hours = self.quota.is_refused_again(path)
                return (
                    self.quota.exhaust(path, for_an_hour=True)
                    if is_the_hours
                    else RateLimited(text, retry_after=A_MINUTE)
                )
            case "back_off":
                return RateLimited(text, waits=verdict.waits)
            case "fewer_at_once":
                return RateLimited(text, too_many_at_once=True)
        return None

    def _fatal(self, verdict: Verdict, text: str) -> FatalError:
        variable = f"{self.prefix}{verdict.setting}" if verdict.setting else None
        next_step = f"Look at {variable}: {verdict.next_step}" if variable else verdict.next_step
        return FatalError(text, variable, next_step=next_step)
