"""Beijing times of a payload: made whole, and as the instant a record carries.

Reading cells as dates belongs to ``dates``.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

MINUTE = len("2024-05-01 10:00")
"""Times are compared to the minute: Excel drops the seconds when it saves a CSV again."""
BEIJING = timezone(timedelta(hours=8))  # no summer time in any year an export could be of


def whole_moment(text: str) -> str:
    """``YYYY-MM-DD HH:MM:SS``, at midnight where only the day is known."""
    return f"{text} 00:00:00" if len(text) == 10 else text


@lru_cache(maxsize=1024)
def beijing_instant(text: str) -> datetime:
    """The UTC instant of a Beijing time in text."""
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING).astimezone(UTC)
