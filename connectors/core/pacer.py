"""Keeping calls within what a platform lets pass, before it has to refuse any.

All threads and processes that call one account keep its limits together: no period of a second, a
minute or an hour holds more calls than they say, see `pace_ledger`. What a platform refuses all
the same is held for as long as it wants. Daily quotas are not paced but counted, see `quota`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from connectors.core.pace_ledger import PaceLedger, SlidingWindow
from connectors.core.platform_rules import PERIODS, Limits

WHOLE_ACCOUNT = "all APIs"


class Pacer:
    """Lets calls through as fast as the limits allow.

    Args:
        limits: How often the platform may be asked.
        at_once: Most calls of ours in flight.
        monotonic: Seconds that only grow.
        sleep: Waits so many seconds.
        account: What the limits belong to: platform address and account.
        ledger: Counts the calls; by default those of this process alone.

    Attributes:
        at_once: Most calls of this process in flight from now on.
    """

    def __init__(
        self,
        limits: Limits,
        at_once: int,
        monotonic: Callable[[], float],
        sleep: Callable[[float], None],
        account: str = "",
        ledger: PaceLedger | None = None,
    ) -> None:
        self._limits = limits
        self._account = account
        self._ledger = ledger or PaceLedger()
        self._monotonic = monotonic
        self._sleep = sleep
        self._lock = threading.Lock()
        self._windows: dict[str, Sequence[SlidingWindow]] = {}
        self._held: dict[str, float] = {}
        self._free = threading.Condition()
        self.at_once = min(at_once, limits.at_once or at_once)
        self._in_flight = 0

    @contextmanager
    def turn(self, path: str) -> Iterator[None]:
        """Wait until a call of this API may be made, and count it while it is made."""
        if held := self._held_for(path):
            self._sleep(held)
        while wait := self._claim(path):
            self._sleep(wait)
        with self._free:
            self._free.wait_for(lambda: self._in_flight < self.at_once)
            self._in_flight += 1
        try:
            yield
        finally:
            with self._free:
                self._in_flight -= 1
                self._free.notify()

    def hold(self, path: str, seconds: float) -> None:
        """Let no call of this API begin for so many seconds: the platform has refused one."""
        with self._lock:
            until = self._monotonic() + seconds
            self._held[path] = max(until, self._held.get(path, 0.0))

    def slow_down(self) -> None:
        """Halve the number of calls in flight, for good: the platform says that they are many."""
        with self._free:
            self.at_once = max(1, self.at_once // 2)

    def _held_for(self, path: str) -> float:
        with self._lock:
            return max(0.0, self._held.get(path, 0.0) - self._monotonic())

    def _claim(self, path: str) -> float:
        """Count a call and return 0, or return the seconds after which to ask again."""
        if (windows := self._windows.get(path)) is None:
            of_api = self._of_scope(path, self._limits.of(path))
            windows = (*of_api, *self._of_scope(WHOLE_ACCOUNT, self._limits.per_account))
            self._windows[path] = windows
        return self._ledger.claim(windows, self._monotonic) if windows else 0.0

    def _of_scope(self, scope: str, limits: Mapping[str, int]) -> list[SlidingWindow]:
        return [
            SlidingWindow(f"{self._account} {scope} by {period}", calls, PERIODS[period])
            for period, calls in limits.items()
            if period in PERIODS
        ]
