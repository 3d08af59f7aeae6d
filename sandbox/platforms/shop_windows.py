"""How the shop's lists are asked for: time ranges and page sizes, with their limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.platforms.errors import PlatformError


def time_range(
    begin: object, end: object, most_seconds: int, too_long: int
) -> tuple[int, int] | None:
    """Return a range of epoch seconds, or None when neither end is given.

    Raises:
        PlatformError: 40097 when an end is missing, no whole number, or before the other;
            `too_long` when the range is longer than allowed.
    """
    if begin is None and end is None:
        return None
    if not isinstance(begin, int) or not isinstance(end, int) or begin > end:
        raise PlatformError(40097, "invalid args: time range")
    if end - begin > most_seconds:
        raise PlatformError(too_long, "time range is too long")
    return begin, end


def page_size(body: Mapping[str, Any], most: int, default: int) -> int:
    """Return the asked page size.

    Raises:
        PlatformError: 40097 when it is no whole number from 1 to the most that is allowed.
    """
    size = body.get("page_size", default)
    if not isinstance(size, int) or isinstance(size, bool) or not 1 <= size <= most:
        raise PlatformError(40097, "invalid args: page_size")
    return size
