"""The date rules that every analysis endpoint shares.

A window has two inclusive ends, none later than yesterday; yesterday is ready at 08:00 Beijing
time. How long a window may be is the endpoint's business.
"""

from __future__ import annotations

from collections.abc import Callable

from sandbox.platforms.calendar import day_of, second_of_day
from sandbox.platforms.endpoint import Call
from sandbox.platforms.errors import PlatformError

READY_SECOND = 8 * 3_600
ParseDay = Callable[[object], int | None]


def window(call: Call, parse: ParseDay, first_day: int) -> tuple[int, int]:
    """Return the asked days, both inclusive, once they are well formed and not in the future.

    Args:
        call: The request with `begin_date` and `end_date`.
        parse: Reads a day in the platform's own spelling.
        first_day: The earliest day for which the platform has figures.

    Raises:
        PlatformError: 61500 for a day it cannot read, 61501 for ends in the wrong order, too early,
            or not before today.
    """
    begin, end = parse(call.body.get("begin_date")), parse(call.body.get("end_date"))
    if begin is None or end is None:
        raise PlatformError(61500)
    if not first_day <= begin <= end < day_of(call.now):
        raise PlatformError(61501)
    return begin, end


def require_ready(end: int, now: int) -> None:
    """Check that the figures of the last asked day are computed.

    Raises:
        PlatformError: 61503 when that is yesterday and it is not 08:00 yet.
    """
    if end > last_ready_day(now):
        raise PlatformError(61503)


def last_ready_day(now: int) -> int:
    """Return the last day whose figures are computed at an instant."""
    return day_of(now) - (1 if second_of_day(now) >= READY_SECOND else 2)
