"""Which stretches of time the lists of one delivery speak of.

People export a month and, to be safe, the end of the month before: a good third of the rows of
such exports have been delivered already.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sandbox.platforms.calendar import DAY, date_of, day_number, day_of, start_of

OVERLAP = 16 * DAY
LATER_OVERLAP = 7 * DAY
KEPT_MONTH_ENDS = 3


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time and what it is called in file names.

    Attributes:
        name: `202606` for a month, `20260613` for a delivery in between.
        begin: First instant.
        end: First instant that no longer belongs to it.
    """

    name: str
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An instant of which a member list speaks, and what it is called in file names."""

    name: str
    at: int


def sales_periods(start: int, now: int, since: int | None) -> list[Period]:
    """Return the periods of the sales lists.

    Args:
        start: First instant of the world.
        now: The clock.
        since: The clock at the delivery before; None for the first, which brings every month.
    """
    if since is not None:
        return [Period(compact_name(now), max(start, since - LATER_OVERLAP), now + 1)]
    return [
        Period(
            f"{month:%Y%m}", max(start, start_of(day_number(month)) - OVERLAP), min(end, now + 1)
        )
        for month, end in _months(start, now)
    ]


def snapshots(start: int, now: int, since: int | None) -> list[Snapshot]:
    """Return the instants of the head office's member lists: recent month ends, and now."""
    ended = [(month, end) for month, end in _months(start, now) if end <= now]
    past = [] if since is not None else ended[-KEPT_MONTH_ENDS:]
    return [
        *(Snapshot(f"{month:%Y-%m}", end - 1) for month, end in past),
        Snapshot(date_of(day_of(now)).isoformat(), now),
    ]


def compact_name(now: int) -> str:
    """Return the day of an instant as file names write it."""
    return f"{date_of(day_of(now)):%Y%m%d}"


def _months(start: int, now: int) -> list[tuple[date, int]]:
    """Return the first day of each month from `start` to `now`, and the instant it ends before."""
    month, months = date_of(day_of(start)).replace(day=1), []
    while start_of(day_number(month)) <= now:
        following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
        months.append((month, start_of(day_number(following))))
        month = following
    return months
