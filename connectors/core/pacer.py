"""Keeping calls within what a platform lets pass, before it has to refuse any.

All threads that call one account share a pacer: it counts calls in sliding windows, so that no
period of a second, a minute or an hour holds more calls than the limits say, however its
boundaries lie. What a platform refuses all the same is held for as long as it wants. Daily quotas
are not paced but counted, see `quota`.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from connectors.core.platform_rules import PERIODS, Limits

SLICES = 50
WHOLE_ACCOUNT = ""


class Pacer:
    """Lets calls through as fast as the limits allow.

    Args:
        limits: How often the platform may be asked.
        at_once: Most calls of ours in flight.
        monotonic: Seconds that only grow.
        sleep: Waits so many seconds.

    Attributes:
        at_once: Most calls in flight from now on.
    """

    def __init__(
        self,
        limits: Limits,
        at_once: int,
        monotonic: Callable[[], float],
        sleep: Callable[[float], None],
    ) -> None:
        self._limits = limits
        self._monotonic = monotonic
        self._sleep = sleep
        self._lock = threading.Lock()
        self._windows: dict[str, list[_SlidingWindow]] = {}
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
        with self._lock:
            now = self._monotonic()
            windows = self._windows_of(path)
            wait = max((window.wait(now) for window in windows), default=0.0)
            if wait == 0.0:
                for window in windows:
                    window.count(now)
            return wait

    def _windows_of(self, path: str) -> list[_SlidingWindow]:
        if path not in self._windows:
            self._windows[path] = _windows(self._limits.of(path))
        if WHOLE_ACCOUNT not in self._windows:
            self._windows[WHOLE_ACCOUNT] = _windows(self._limits.per_account)
        return [*self._windows[path], *self._windows[WHOLE_ACCOUNT]]


class _SlidingWindow:
    """Counts the calls of the last seconds in slices, rounding so that the limit always holds."""

    def __init__(self, calls: int, seconds: float) -> None:
        self._most = calls
        self._seconds = seconds
        self._slice = seconds / SLICES
        self._slices: deque[list[float]] = deque()
        self._calls = 0

    def wait(self, now: float) -> float:
        while self._slices and self._leaves_at(self._slices[0]) <= now:
            self._calls -= int(self._slices.popleft()[1])
        return self._leaves_at(self._slices[0]) - now if self._calls >= self._most else 0.0

    def count(self, now: float) -> None:
        begin = now // self._slice * self._slice
        if self._slices and self._slices[-1][0] == begin:
            self._slices[-1][1] += 1
        else:
            self._slices.append([begin, 1])
        self._calls += 1

    def _leaves_at(self, one: list[float]) -> float:
        return one[0] + self._slice + self._seconds


def _windows(limits: Mapping[str, int]) -> list[_SlidingWindow]:
    return [
        _SlidingWindow(calls, PERIODS[period])
        for period, calls in limits.items()
        if period in PERIODS
    ]
