"""The world's time: its edges, and at what hour things happen.

What belongs here: instants and daily rhythm. What does not: what happens at them.

Weekends follow the offset from the first day (days 5 and 6 of every seven), not the real calendar,
because a world that only shifts its dates must keep its rhythm.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from sandbox.world.draws import Floats, Ints, weighted

DAY = 86_400
SHANGHAI_OFFSET = 8 * 3_600
FUTURE_DAYS = 14

# how much happens in each hour of the day, from 0:00
_ONLINE = "6 3 2 1 1 2 5 10 14 17 20 19 26 23 18 17 17 19 24 36 48 52 42 20"
_STORE = "0 0 0 0 0 0 0 0 0 0 20 26 18 16 24 32 34 30 28 36 34 10 0 0"
ONLINE_HOURS = tuple(int(weight) for weight in _ONLINE.split())
STORE_HOURS = tuple(int(weight) for weight in _STORE.split())


class Calendar:
    """Edges of the world in epoch seconds: history `[start, until)`, future `[until, end)`.

    Attributes:
        days: Days of history.
        start: 00:00 Shanghai of the first day.
        until: 00:00 Shanghai of the day the history ends before.
        end: 00:00 Shanghai of the day the future ends before.
    """

    def __init__(self, days: int, until: date) -> None:
        midnight = datetime(until.year, until.month, until.day, tzinfo=UTC)
        self.days = days
        self.until = int(midnight.timestamp()) - SHANGHAI_OFFSET
        self.start = self.until - days * DAY
        self.end = self.until + FUTURE_DAYS * DAY

    def share(self, part: float) -> int:
        """Return the instant after this share of the history."""
        return self.start + int(part * (self.until - self.start))

    def midnight(self, at: NDArray[np.integer] | int) -> Ints:
        """Return 00:00 Shanghai of each instant's day."""
        since_start = np.asarray(at, dtype=np.int64) - self.start
        return self.start + since_start // DAY * DAY

    def day_number(self, at: NDArray[np.integer]) -> Ints:
        """Return whole days since `start`; negative before it."""
        return (np.asarray(at, dtype=np.int64) - self.start) // DAY

    def first_instant(self, day: date) -> int:
        """Return 00:00 Shanghai of a date."""
        midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
        return int(midnight.timestamp()) - SHANGHAI_OFFSET

    def date_of(self, at: int) -> date:
        """Return the Shanghai date of an instant."""
        return date(1970, 1, 1) + timedelta(days=(at + SHANGHAI_OFFSET) // DAY)

    def digits(self, at: NDArray[np.integer]) -> Ints:
        """Return the Shanghai date of each instant as the number yyyymmdd."""
        days = ((np.asarray(at, dtype=np.int64) + SHANGHAI_OFFSET) // DAY).astype("datetime64[D]")
        months = days.astype("datetime64[M]")
        year = days.astype("datetime64[Y]").astype(np.int64) + 1970
        month = months.astype(np.int64) % 12 + 1
        day = (days - months).astype(np.int64) + 1
        return np.asarray(year * 10_000 + month * 100 + day, dtype=np.int64)

    def at_hours(
        self, rng: np.random.Generator, at: NDArray[np.number], hours: tuple[int, ...]
    ) -> Ints:
        """Keep each instant's day and draw its time of day from hourly weights."""
        second = weighted(rng, hours, len(at)) * 3_600 + rng.integers(0, 3_600, len(at))
        return self.midnight(np.asarray(at, dtype=np.int64)) + second

    def towards_weekend(self, rng: np.random.Generator, at: Ints, share: float) -> Ints:
        """Move a share of the workday instants to the weekend that follows."""
        weekday = self.day_number(at) % 7
        moved = (weekday < 5) & (rng.random(len(at)) < share)
        saturday_or_sunday = 5 + (rng.random(len(at)) < 0.5)
        shifted: Ints = at + np.where(moved, saturday_or_sunday - weekday, 0) * DAY
        return shifted

    def between(
        self, rng: np.random.Generator, low: Ints | int, high: Ints | int, size: int
    ) -> Ints:
        """Draw instants uniformly in `[low, high)`; where the span is empty, `low`."""
        span = np.maximum(np.asarray(high) - np.asarray(low), 0)
        part: Floats = rng.random(size)
        return np.asarray(low + (part * span).astype(np.int64), dtype=np.int64)
