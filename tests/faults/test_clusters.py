"""A second in which more happened than a page, or a window, holds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest

from connectors.core.errors import FatalError, WindowTooLarge
from connectors.core.pagination import Paginator
from connectors.core.stream import Page, PullContext, Record
from connectors.core.time_windows import TimeWindowStream
from connectors.core.windows import Window

AT = int(datetime(2026, 3, 5, 4, tzinfo=UTC).timestamp())
PAGE = 10
IDS = [f"order-{number:03d}" for number in range(57)]
CONTEXT = PullContext(lambda: datetime(2026, 3, 10, tzinfo=UTC), date(2026, 3, 1), list)


def stream(most: int) -> TimeWindowStream:
    """All records in one second; a window with more than `most` of them is refused."""

    def list_page(window: Window, pages: Paginator) -> Sequence[str]:
        found = IDS if window.start <= AT < window.end else []
        if len(found) > most:
            raise WindowTooLarge("too many")
        begin = int(pages.key or 0)
        end = begin + PAGE
        pages.advance({"next_key": str(end), "has_more": end < len(found)})
        return found[begin:end]

    return TimeWindowStream(
        source="shop",
        name="orders",
        description="Orders of one second.",
        span=7 * 86_400,
        list_page=list_page,
        detail=lambda key: Record(key, {"id": key}, datetime.fromtimestamp(AT, UTC)),
    )


def test_a_second_with_more_records_than_a_page_is_pulled_whole() -> None:
    found = stream(most=100)
    whole = list(found.fetch(None, CONTEXT))
    assert keys(whole) == set(IDS)
    for survived in range(len(whole)):
        stored = whole[:survived]
        cursor = json.loads(json.dumps(stored[-1].cursor)) if stored else None
        assert keys([*stored, *found.fetch(cursor, CONTEXT)]) == set(IDS), survived


def test_a_second_with_more_records_than_a_window_stops_with_a_word() -> None:
    with pytest.raises(FatalError, match="one second holds more records"):
        list(stream(most=50).fetch(None, CONTEXT))


def keys(pages: Sequence[Page]) -> set[str]:
    return {record.key for page in pages for record in page.records}
