"""Counters per account, API and Shanghai day, and the limits they run into.

A counter belongs to the account and the path, survives new tokens, and starts again at 00:00
Beijing time. It can be kept in a file, so that a sandbox that was stopped and started on the same
day goes on counting.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sandbox.platforms.calendar import date_of, day_of
from sandbox.platforms.errors import PlatformError

DAILY = {
    "/cgi-bin/token": 2_000,
    "/cgi-bin/stable_token": 500_000,
    "/cgi-bin/user/get": 500,
}
UNDOCUMENTED_DAILY = 5_000_000
CLEARS_PER_MONTH = 10
PATH_CLEARS_PER_MONTH = 50


class Quotas:
    """Counts calls and refuses those above a limit.

    Args:
        daily: Calls a day per path; paths not named fall back to the platform's usual limit.
        per_minute: Calls a minute per path; paths not named have no such limit.
        state_file: Where the counters rest between two runs of the server, if anywhere.
    """

    def __init__(
        self,
        daily: Mapping[str, int] | None = None,
        per_minute: Mapping[str, int] | None = None,
        state_file: Path | None = None,
    ) -> None:
        self._daily = {**DAILY, **(daily or {})}
        self._per_minute = dict(per_minute or {})
        self._used: dict[tuple[str, str], tuple[int, int]] = {}
        self._minutes: dict[tuple[str, str], tuple[int, int]] = {}
        self._clears: dict[tuple[str, str], int] = {}
        self._state_file = state_file
        if state_file and state_file.exists():
            self._restore(json.loads(state_file.read_text(encoding="utf-8")))

    def spend(self, appid: str, path: str, now: int) -> None:
        """Count one call.

        Raises:
            PlatformError: 45011 above the limit of a minute, 45009 above the limit of the day.
        """
        if limit := self._per_minute.get(path):
            minute, calls = self._minutes.get((appid, path), (now // 60, 0))
            calls = calls + 1 if minute == now // 60 else 1
            if calls > limit:
                raise PlatformError(45011)
            self._minutes[appid, path] = (now // 60, calls)
        used = self.used(appid, path, now)
        if used >= self.limit(path):
            raise PlatformError(45009)
        self._used[appid, path] = (day_of(now), used + 1)

    def used(self, appid: str, path: str, now: int) -> int:
        """Return the calls counted so far on the current Shanghai day."""
        day, used = self._used.get((appid, path), (0, 0))
        return used if day == day_of(now) else 0

    def limit(self, path: str) -> int:
        """Return the calls a day that a path allows."""
        return self._daily.get(path, UNDOCUMENTED_DAILY)

    def set_limit(self, path: str, calls: int) -> None:
        """Change the daily limit of a path while the server runs."""
        self._daily[path] = calls

    def describe(self, appid: str, path: str, now: int) -> dict[str, Any]:
        """Answer `openapi/quota/get` for one path; the rate block only where a rate is set."""
        limit, used = self.limit(path), self.used(appid, path, now)
        answer: dict[str, Any] = {
            "quota": {"daily_limit": limit, "used": used, "remain": max(limit - used, 0)}
        }
        if calls := self._per_minute.get(path):
            answer["rate_limit"] = {"call_count": calls, "refresh_second": 60}
        return answer

    def clear(self, appid: str, now: int, path: str | None = None) -> None:
        """Set the counters of an account, or of one of its paths, back to zero.

        Raises:
            PlatformError: 48006 when the clears of the month are used up.
        """
        kind, most = ("path", PATH_CLEARS_PER_MONTH) if path else ("all", CLEARS_PER_MONTH)
        month = (appid, f"{date_of(day_of(now)):%Y-%m} {kind}")
        if self._clears.get(month, 0) >= most:
            raise PlatformError(48006)
        self._clears[month] = self._clears.get(month, 0) + 1
        for key in [key for key in self._used if key[0] == appid and path in (None, key[1])]:
            del self._used[key]

    def save(self) -> None:
        """Write the counters to the state file, when there is one."""
        if self._state_file is None:
            return
        rows = {
            "used": [[*key, *value] for key, value in self._used.items()],
            "clears": [[*key, value] for key, value in self._clears.items()],
        }
        temporary = self._state_file.with_suffix(".tmp")
        temporary.write_text(json.dumps(rows), encoding="utf-8")
        temporary.replace(self._state_file)

    def _restore(self, rows: Mapping[str, list[list[Any]]]) -> None:
        self._used = {(row[0], row[1]): (row[2], row[3]) for row in rows["used"]}
        self._clears = {(row[0], row[1]): row[2] for row in rows["clears"]}
