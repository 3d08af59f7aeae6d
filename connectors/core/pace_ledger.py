"""The calls of the last seconds, minutes and hours, counted by all processes of a home together.

A sliding window is counted in slices, rounding so that no period of its length holds more calls
than its limit, however its boundaries lie. The counts lie in a small private file; it is no data:
one that is damaged or cannot be written costs no call, only the knowledge of what others do. What
the limits are and who waits is said in `pacer`.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

logger = logging.getLogger(__name__)

SLICES = 50
LOCK_SECONDS = 30.0
_BUSY_OR_FULL = sqlite3.OperationalError
SCHEMA = """
create table if not exists calls (
    scope text not null, slice integer not null, calls integer not null, primary key (scope, slice)
) without rowid
"""


@dataclass(frozen=True, slots=True)
class SlidingWindow:
    """A limit: so many calls of whatever the scope names in any period of so many seconds."""

    scope: str
    most: int
    seconds: float

    @property
    def slice(self) -> float:
        """Seconds of one slice."""
        return self.seconds / SLICES


class PaceLedger:
    """Counts calls; threads and processes may share it. Opens nothing before the first claim.

    Args:
        path: The file; several accounts may share it, as long as their scopes differ. None counts
            for this process alone.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._alone: sqlite3.Connection | None = None

    def claim(self, windows: Sequence[SlidingWindow], monotonic: Callable[[], float]) -> float:
        """Count a call in all windows and return 0, or return seconds after which to ask again.

        Args:
            windows: All that the call falls under.
            monotonic: Seconds that only grow, the same for all processes of the machine. Read
                once nobody else can count: an instant from before the waiting would be in the past
                of calls that were counted meanwhile.
        """
        with self._lock:
            if self._path is not None:
                try:
                    # Opened for each claim, which takes a quarter of a millisecond: an account
                    # that is not used any more shall hold no file.
                    with closing(_opened(self._path)) as connection:
                        return _claimed(connection, windows, monotonic)
                except (sqlite3.Error, OSError) as error:
                    self._give_up_file(self._path, error)
            if self._alone is None:
                self._alone = sqlite3.connect(
                    ":memory:", isolation_level=None, check_same_thread=False
                )
            return _claimed(self._alone, windows, monotonic)

    def _give_up_file(self, path: Path, error: Exception) -> None:
        """Count for this process alone from here on; the next one begins a file anew."""
        logger.warning("%s: %s; this process counts its calls alone.", path, error)
        if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, _BUSY_OR_FULL):
            with suppress(OSError):
                path.unlink(missing_ok=True)
        self._path = None


def _opened(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    connection = sqlite3.connect(path, timeout=LOCK_SECONDS, isolation_level=None)
    # A power cut may cost counts of the last seconds, which nobody needs after it.
    connection.execute("pragma synchronous = off")
    return connection


def _claimed(
    connection: sqlite3.Connection,
    windows: Sequence[SlidingWindow],
    monotonic: Callable[[], float],
) -> float:
    connection.execute("begin immediate")
    try:
        connection.execute(SCHEMA)
        now = monotonic()
        wait = max((_wait(connection, window, now) for window in windows), default=0.0)
        if not wait:
            for window in windows:
                _count(connection, window, now)
    except BaseException:
        connection.execute("rollback")
        raise
    connection.execute("commit")
    return wait


def _wait(connection: sqlite3.Connection, window: SlidingWindow, now: float) -> float:
    """Seconds until a call fits into the window, or 0."""
    present = int(now // window.slice)
    # What lies ahead was counted before the machine was started anew.
    with closing(
        connection.execute(
            "select min(slice), sum(calls) from calls"
            " where scope = ? and slice >= ? and slice <= ? and calls > 0",
            (window.scope, present - SLICES, present),
        )
    ) as found:
        oldest, calls = found.fetchone()
    if (calls or 0) < window.most:
        return 0.0
    # Rounding shall not make it nothing, or less.
    return max(0.001, float((oldest + 1) * window.slice + window.seconds - now))


def _count(connection: sqlite3.Connection, window: SlidingWindow, now: float) -> None:
    present = int(now // window.slice)
    connection.execute(
        "delete from calls where scope = ? and (slice < ? or slice > ?)",
        (window.scope, present - SLICES, present),
    )
    connection.execute(
        "insert into calls values (?, ?, 1) on conflict do update set calls = calls + 1",
        (window.scope, present),
    )
