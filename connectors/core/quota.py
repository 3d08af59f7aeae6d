"""The quota ledger: how often each API of an account was called today, and which are used up.

Calls are counted per account, API and Shanghai day in one private file that all processes of a
home share. Counting is cheap: calls add up in memory and are written together every few seconds
and when the process ends; a kill loses at most those. An API that answered "quota reached" is not
called again before midnight in Shanghai (or for an hour, where that is the limit), by any process;
the other APIs of the account go on. Nothing is ever cleared on the platform: clearing is counted
per month and a person's decision.
"""

from __future__ import annotations

import logging
import threading
import time
import weakref
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from connectors.core.errors import ConnectorError, QuotaExhausted
from connectors.core.platform_rules import Limits
from connectors.core.state_file import StateFile
from connectors.core.windows import SHANGHAI, business_day, next_midnight

logger = logging.getLogger(__name__)

ONE_DAY = timedelta(days=1)
ONE_HOUR = timedelta(hours=1)
FLUSH_CALLS = 500
FLUSH_SECONDS = 3.0
SAME_REFUSAL = 50.0
NEXT_REFUSAL = 300.0


@dataclass(frozen=True, slots=True)
class QuotaState:
    """What is known of one API's daily quota.

    Attributes:
        api: Its path.
        used: Calls today: those of this home, or the platform's own count where it told it.
        limit: Calls a day, or None where neither platform nor documentation says.
        used_up_until: When calls go on, as an aware UTC instant, or None while they do.
    """

    api: str
    used: int
    limit: int | None
    used_up_until: datetime | None

    @property
    def left(self) -> int | None:
        """Calls left today, or None when there is no known limit."""
        if self.used_up_until is not None:
            return 0
        return None if self.limit is None else max(self.limit - self.used, 0)


class QuotaLedger:
    """Counts and notes of one account.

    Args:
        path: The file; several accounts may share it.
        account: What the quota belongs to: platform address and account.
        now: The clock.
        limits: Daily limits as the documentation has them.
        monotonic: Seconds that only grow.
    """

    def __init__(
        self,
        path: Path,
        account: str,
        now: Callable[[], datetime],
        limits: Limits | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._path = path
        self._file = StateFile(path)
        self._account = account
        self._now = now
        self._limits = limits or Limits()
        self._monotonic = monotonic
        self._pending = _Pending(self._file, monotonic)
        self._refused: dict[str, float] = {}
        weakref.finalize(self, self._pending.flush)

    def check(self, api: str) -> None:
        """Let a call pass, unless its quota is known to be used up.

        Raises:
            QuotaExhausted: Says until when, and how to lift it earlier.
        """
        until = self._used_up_until(api)
        if until is not None:
            raise self._error(api, until)

    def count(self, api: str) -> None:
        """Count one call that is being made."""
        self._pending.add(self._key(api), self._today())

    def succeeded(self, api: str) -> None:
        """Note that the platform lets this API pass."""
        if self._refused:
            self._refused.pop(api, None)

    def is_refused_again(self, api: str) -> bool:
        """Note a refusal that does not say which limit was met; a minute was waited for already?

        Calls that ran side by side meet the same refusal: only one that comes after the wait, with
        no success in between, is a second one.
        """
        now = self._monotonic()
        first = self._refused.setdefault(api, now)
        if now - first > NEXT_REFUSAL:
            self._refused[api] = now
            return False
        return now - first >= SAME_REFUSAL

    def exhaust(self, api: str, *, for_an_hour: bool = False) -> QuotaExhausted:
        """Remember that the platform refuses this API; return the error to raise.

        Args:
            api: Path of the call.
            for_an_hour: Whether calls go on after an hour, not at midnight in Shanghai.
        """
        until = self._now() + ONE_HOUR if for_an_hour else next_midnight(self._now())
        self._refused.pop(api, None)
        self._note(api, {"until": until.isoformat()})
        return self._error(api, until)

    def report(self, api: str, limit: int, used: int) -> None:
        """Note what the platform itself says of an API's quota today: a limit, and calls so far.

        The calls include those of other programs; from here on ours are counted on top.
        """
        self._pending.flush()
        self._note(api, {"day": self._today(), "limit": limit, "calls": used})

    def state(self, api: str) -> QuotaState:
        """What is known of one API today."""
        self._pending.flush()
        noted = self._noted(api)
        is_todays = noted.get("day") == self._today()
        limit = noted.get("limit") if is_todays else None
        return QuotaState(
            api,
            _number(noted.get("calls")) if is_todays else 0,
            self._limits.of(api).get("day") if limit is None else _number(limit),
            self._used_up_until(api),
        )

    def flush(self) -> None:
        """Write the calls counted so far."""
        self._pending.flush()

    def _note(self, api: str, facts: Mapping[str, Any]) -> None:
        with self._file.exclusive():
            known = self._file.read()
            today = self._today()
            kept = {key: noted for key, noted in known.items() if _is_of(noted, today)}
            mine = {"calls": 0, **_lasting(kept.get(self._key(api), {}), today), "day": today}
            self._file.replace({**kept, self._key(api): {**mine, **facts}})

    def _used_up_until(self, api: str) -> datetime | None:
        noted = self._noted(api).get("until")
        if noted is None:
            return None
        try:
            until = datetime.fromisoformat(str(noted))
            wait = until - self._now()
        except (ValueError, TypeError):
            return None
        # More than a day ahead cannot be: the note was taken while the clock stood wrong.
        return until if timedelta(0) < wait <= ONE_DAY else None

    def _noted(self, api: str) -> Mapping[str, Any]:
        noted = self._file.read().get(self._key(api))
        return noted if isinstance(noted, dict) else {}

    def _today(self) -> str:
        return business_day(self._now()).isoformat()

    def _key(self, api: str) -> str:
        return f"{self._account} {api}"

    def _error(self, api: str, until: datetime) -> QuotaExhausted:
        local = until.astimezone(SHANGHAI)
        return QuotaExhausted(
            f"{api}: the platform's quota is used up; the next pull after "
            f"{local:%Y-%m-%d %H:%M} (Asia/Shanghai) goes on where this one stopped. "
            f"If the quota was cleared in the console, delete {self._path.name} to go on now.",
            until=until,
        )


class _Pending:
    """Calls that were counted but are not in the file yet; safe for threads."""

    def __init__(self, file: StateFile, monotonic: Callable[[], float]) -> None:
        self._file = file
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._calls: Counter[tuple[str, str]] = Counter()
        self._flushed_at = self._monotonic()

    def add(self, key: str, day: str) -> None:
        with self._lock:
            self._calls[key, day] += 1
            is_due = (
                self._calls.total() >= FLUSH_CALLS
                or self._monotonic() - self._flushed_at > FLUSH_SECONDS
            )
        if is_due:
            self.flush()

    def flush(self) -> None:
        """Add the counts to the file; one that cannot be written costs the counts alone."""
        with self._lock:
            calls, self._calls = self._calls, Counter()
            self._flushed_at = self._monotonic()
        if not calls:
            return
        try:
            with self._file.exclusive():
                self._file.replace(_added(self._file.read(), calls))
        except ConnectorError as error:
            logger.warning("%d calls are not counted: %s", calls.total(), error)


def _added(known: Mapping[str, Any], calls: Counter[tuple[str, str]]) -> dict[str, Any]:
    """The notes with calls added; calls of a day that is over count no more."""
    today = max(day for _, day in calls)
    notes = {key: noted for key, noted in known.items() if _is_of(noted, today)}
    for (key, day), number in calls.items():
        noted = notes.get(key, {})
        if str(noted.get("day", "")) <= day:
            before = _number(noted.get("calls")) if noted.get("day") == day else 0
            notes[key] = {**_lasting(noted, day), "day": day, "calls": before + number}
    return notes


def _lasting(noted: Mapping[str, Any], day: str) -> Mapping[str, Any]:
    if noted.get("day") == day:
        return noted
    return {name: fact for name, fact in noted.items() if name == "until"}


def _is_of(noted: object, today: str) -> bool:
    """Whether a note still says something; yesterday's rest of an hour may reach into today."""
    return isinstance(noted, dict) and ("until" in noted or str(noted.get("day", "")) >= today)


def _number(count: object) -> int:
    return count if isinstance(count, int) else 0
