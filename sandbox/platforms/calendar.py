"""Shanghai days as integers: the one place where epoch seconds meet the business calendar.

A day number counts days since 1970-01-01 in Asia/Shanghai. China has kept one offset without
daylight saving since 1991, so plain integer arithmetic is exact for every date the sandbox has.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone

DAY = 86_400
OFFSET = 8 * 3_600
SHANGHAI = timezone(timedelta(seconds=OFFSET), "Asia/Shanghai")
_EPOCH = date(1970, 1, 1).toordinal()
_DASHED = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_COMPACT = re.compile(r"\d{8}", re.ASCII)


def day_of(instant: int) -> int:
    """Return the Shanghai day number in which an epoch second lies."""
    return (instant + OFFSET) // DAY


def start_of(day: int) -> int:
    """Return the epoch second at which a Shanghai day begins."""
    return day * DAY - OFFSET


def second_of_day(instant: int) -> int:
    """Return how many seconds of its Shanghai day have passed at an instant."""
    return (instant + OFFSET) % DAY


def day_number(day: date) -> int:
    """Return the day number of a calendar date."""
    return day.toordinal() - _EPOCH


def date_of(day: int) -> date:
    """Return the calendar date of a day number."""
    return date.fromordinal(day + _EPOCH)


def dashed(day: int) -> str:
    """Write a day as the official account does: `2026-03-01`."""
    return date_of(day).isoformat()


def compact(day: int) -> str:
    """Write a day as the mini program does: `20260301`."""
    return date_of(day).strftime("%Y%m%d")


def parse_dashed(text: object) -> int | None:
    """Read `YYYY-MM-DD`; None when it is anything else or no calendar day."""
    return _parse(text, _DASHED, "%Y-%m-%d")


def parse_compact(text: object) -> int | None:
    """Read `yyyymmdd`; None when it is anything else or no calendar day."""
    return _parse(text, _COMPACT, "%Y%m%d")


def clock_text(instant: int) -> str:
    """Write an epoch second as Beijing time, `2026-03-01 09:30:00`."""
    return datetime.fromtimestamp(instant, SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def iso_text(instant: int) -> str:
    """Write an epoch second as an ISO instant in UTC."""
    return datetime.fromtimestamp(instant, UTC).isoformat().replace("+00:00", "Z")


def parse_instant(text: str) -> int:
    """Read an ISO instant as epoch seconds; without an offset it is Beijing time.

    Raises:
        ValueError: If the text is no ISO instant.
    """
    instant = datetime.fromisoformat(text)
    return int((instant if instant.tzinfo else instant.replace(tzinfo=SHANGHAI)).timestamp())


def _parse(text: object, shape: re.Pattern[str], layout: str) -> int | None:
    if not isinstance(text, str) or not shape.fullmatch(text):
        return None
    try:
        return day_number(datetime.strptime(text, layout).replace(tzinfo=SHANGHAI).date())
    except ValueError:
        return None
