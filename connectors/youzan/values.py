"""Reading the platform's notations: Beijing times as text, instants in seconds or milliseconds.

Only reading and writing of single values belongs here.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from connectors.core.windows import SHANGHAI, from_epoch

_EARLIEST_MILLIS = 10**11


def beijing(instant: int) -> str:
    """Write epoch seconds as the platform's text, ``2026-03-01 09:30:00`` in Beijing time."""
    return datetime.fromtimestamp(instant, SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def instant(value: object) -> datetime | None:
    """Read a Beijing time in text, or epoch seconds or milliseconds; None for anything else."""
    seconds = epoch_seconds(value)
    if seconds is not None:
        return from_epoch(seconds)
    try:
        return datetime.fromisoformat(str(value)).replace(tzinfo=SHANGHAI).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def epoch_seconds(value: object) -> int | None:
    """Read an instant that is a number (or digits) of seconds or of milliseconds."""
    number = whole(value)
    if number is None or number <= 0:
        return None
    return number // 1_000 if number >= _EARLIEST_MILLIS else number


def whole(value: object) -> int | None:
    """Read a whole number, which may come as digits; None for anything else."""
    try:
        return None if isinstance(value, bool) else int(str(value))
    except ValueError:
        return None


def rows_of(value: Any) -> list[Any]:
    """Return a list as it is; an absent one is empty."""
    return value if isinstance(value, list) else []
