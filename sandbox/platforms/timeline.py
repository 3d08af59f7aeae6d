"""When things last changed: moments of many rows, played forward with the clock.

An order or an after-sale has several moments (created, paid, shipped, …); its `update_time` at an
instant is the latest that has passed. Shared by the shop's lists; no platform spelling in here.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from sandbox.platforms.columns import Ints

NEVER = -1


class Timeline:
    """The moments of all rows of a table.

    Args:
        size: Rows of the table.
        moments: Pairs of equally long arrays, row and instant; instants below 0 never happen.
    """

    def __init__(self, size: int, moments: Iterable[tuple[Ints, Ints]]) -> None:
        pairs = [(row[at >= 0], at[at >= 0]) for row, at in moments]
        rows, at = (np.concatenate(column) for column in zip(*pairs, strict=True))
        order = np.argsort(at, kind="stable")
        self._rows, self._at = rows[order], at[order]
        self._size = size
        self._passed = 0
        self._updated: Ints = np.full(size, NEVER, dtype=np.int64)

    def updated_at(self, now: int) -> Ints:
        """Return the latest moment of every row up to an instant; -1 where none has passed."""
        passed = int(np.searchsorted(self._at, now, side="right"))
        if passed < self._passed:
            self._passed, self._updated = 0, np.full(self._size, NEVER, dtype=np.int64)
        span = slice(self._passed, passed)
        self._updated[self._rows[span]] = self._at[span]
        self._passed = passed
        return self._updated

    def updated_between(self, begin: int, end: int, now: int) -> Ints:
        """Return the rows whose latest moment up to `now` lies in `[begin, end]`, oldest first."""
        updated = self.updated_at(now)
        left = np.searchsorted(self._at, begin, side="left")
        right = np.searchsorted(self._at, min(end, now), side="right")
        rows = np.unique(self._rows[left:right])
        rows = rows[(updated[rows] >= begin) & (updated[rows] <= end)]
        ordered: Ints = rows[np.lexsort((rows, updated[rows]))]
        return ordered
