"""The sandbox's clock: real time, or an instant somebody pinned.

Nothing that happened after this clock is revealed by any endpoint. Durations of the server itself
(the delay of a fault) do not go through it.
"""

from __future__ import annotations

import time


class SandboxClock:
    """Says what time it is in the made-up world, in epoch seconds.

    Args:
        pinned: An instant at which the clock stands still; None follows real time.
    """

    def __init__(self, pinned: int | None = None) -> None:
        self._pinned = pinned

    def now(self) -> int:
        """Return the current epoch second of the sandbox."""
        return int(time.time()) if self._pinned is None else self._pinned

    @property
    def is_pinned(self) -> bool:
        """Whether the clock stands still."""
        return self._pinned is not None

    def move(self, instant: int | None) -> None:
        """Pin the clock to an instant, forwards or backwards; None lets it run with real time."""
        self._pinned = instant
