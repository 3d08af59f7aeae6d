"""Days and windows of the business calendar.

A business day is a day in Shanghai; an instant is an aware UTC ``datetime`` or whole epoch
seconds; every window is half-open, ``[start, end)``. Pure arithmetic: nothing here reads a clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
ONE_DAY = timedelta(days=1)

Unit = Literal["day", "week", "month"]


@dataclass(frozen=True, slots=True)
class Window:
    """Epoch seconds, half-open: ``start`` belongs to it, ``end`` does not."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Period:
    """Whole business days; both ends belong to it, as the statistics APIs count."""

    first: date
    last: date

    def __len__(self) -> int:
        return (self.last - self.first).days + 1


def business_day(instant: datetime) -> date:
    """Return the day it is in Shanghai at that instant."""
    return instant.astimezone(SHANGHAI).date()


def start_of(day: date) -> datetime:
    """Return the instant at which a business day begins, in UTC."""
    return datetime.combine(day, time.min, SHANGHAI).astimezone(UTC)


def end_of(day: date) -> datetime:
    """Return the instant at which a business day is over, in UTC."""
    return start_of(day + ONE_DAY)


def next_midnight(instant: datetime) -> datetime:
    """Return when the next business day begins: daily quotas reset then."""
    return start_of(business_day(instant) + ONE_DAY)


def seconds_to_next_minute(instant: datetime) -> float:
    """Return how long to wait for the next minute: per-minute limits reset then."""
    return 60.0 - instant.second - instant.microsecond / 1e6


def from_epoch(seconds: object) -> datetime | None:
    """Read epoch seconds, a number or digits, as an instant; None for anything that is not one.

    Platforms write 0 for "never".
    """
    try:
        number = seconds if type(seconds) is int else int(str(seconds))
        return datetime.fromtimestamp(number, UTC) if number > 0 else None
    except (ValueError, OverflowError, OSError):
        return None


def spelled(seconds: float) -> str:
    """Write a span in the largest unit that it fills: ``45 s``, ``3 min``, ``7 h``, ``12 days``."""
    minutes, hours, whole_days = int(seconds // 60), int(seconds // 3_600), int(seconds // 86_400)
    if hours >= 48:
        return f"{whole_days} days"
    if minutes >= 120:
        return f"{hours} h"
    return f"{minutes} min" if seconds >= 120 else f"{int(seconds)} s"


def days(first: date, last: date) -> Iterator[date]:
    """Yield each day from first to last, both included."""
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)


def runs_of(single: Iterable[date]) -> Iterator[Period]:
    """Yield the unbroken runs of some days, oldest first."""
    first: date | None = None
    last = date.min
    for day in sorted(single):
        if first is not None and day > last + ONE_DAY:
            yield Period(first, last)
            first = None
        first, last = first or day, day
    if first is not None:
        yield Period(first, last)


def complete_periods(unit: Unit, first: date, last: date, span: int = 1) -> Iterator[Period]:
    """Yield the periods that lie within first..last, oldest first.

    Args:
        unit: ``day`` cuts runs of ``span`` days; ``week`` gives Mondays to Sundays and ``month``
            calendar months, beginning with the one that ``first`` falls into and ending with the
            newest one that is over by ``last``.
        first: First day of interest.
        last: Last day of interest, included.
        span: Days a period of unit ``day`` may have.
    """
    begin = _begin(unit, first)
    while begin <= last:
        end = _end(unit, begin, span)
        if unit == "day":
            end = min(end, last)
        elif end > last:
            return
        yield Period(begin, end)
        begin = end + ONE_DAY


def whole_periods(unit: Unit, first: date, last: date) -> Period:
    """Return the days from first to last, widened to the whole weeks or months they touch."""
    return Period(_begin(unit, first), _end(unit, _begin(unit, last), 1))


def _begin(unit: Unit, day: date) -> date:
    if unit == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if unit == "month" else day


def _end(unit: Unit, begin: date, span: int) -> date:
    if unit == "week":
        return begin + timedelta(days=6)
    if unit == "month":
        return (begin + timedelta(days=31)).replace(day=1) - ONE_DAY
    return begin + timedelta(days=span - 1)
