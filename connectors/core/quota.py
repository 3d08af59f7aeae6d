"""Which daily quotas are used up, remembered between runs.

An API that answered "quota reached" is not called again before midnight in Shanghai, by any
process of the same home; the other APIs of the account go on. Nothing is ever cleared on the
platform: clearing is counted per month and a person's decision.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from connectors.core.errors import QuotaExhausted
from connectors.core.state_file import StateFile
from connectors.core.windows import SHANGHAI, next_midnight

ONE_DAY = timedelta(days=1)


class QuotaLedger:
    """The used-up APIs of one account.

    Args:
        path: The file; several accounts may share it.
        account: What the quota belongs to: platform address and appid.
        now: The clock.
    """

    def __init__(self, path: Path, account: str, now: Callable[[], datetime]) -> None:
        self._path = path
        self._file = StateFile(path)
        self._account = account
        self._now = now

    def check(self, api: str) -> None:
        """Let a call pass, unless its quota is known to be used up.

        Raises:
            QuotaExhausted: Says until when, and how to lift it earlier.
        """
        until = self._ahead(self._file.read().get(self._key(api)))
        if until is not None:
            raise self._error(api, until)

    def exhaust(self, api: str) -> QuotaExhausted:
        """Remember that the platform refused this API for today; return the error to raise."""
        until = next_midnight(self._now())
        with self._file.exclusive():
            still_valid = {
                key: noted for key, noted in self._file.read().items() if self._ahead(noted)
            }
            self._file.replace({**still_valid, self._key(api): until.isoformat()})
        return self._error(api, until)

    def _ahead(self, noted: object) -> datetime | None:
        try:
            until = datetime.fromisoformat(str(noted))
            wait = until - self._now()
        except (ValueError, TypeError):
            return None
        # More than a day ahead cannot be: the note was taken while the clock stood wrong.
        return until if timedelta(0) < wait <= ONE_DAY else None

    def _key(self, api: str) -> str:
        return f"{self._account} {api}"

    def _error(self, api: str, until: datetime) -> QuotaExhausted:
        local = until.astimezone(SHANGHAI)
        return QuotaExhausted(
            f"{api}: the platform's daily quota is used up; the next pull after "
            f"{local:%Y-%m-%d %H:%M} (Asia/Shanghai) goes on where this one stopped. "
            f"If the quota was cleared in the console, delete {self._path.name} to go on now.",
            until=until,
        )
