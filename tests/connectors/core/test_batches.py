"""Small pages are merged; a fault does not take along what was fetched before it."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from connectors.core.batches import Enough, micro_batches
from connectors.core.errors import ConnectorError, QuotaExhausted
from connectors.core.stream import Page, Record


def pages(count: int, rows: int, fault: ConnectorError | None = None) -> Iterator[Page]:
    for number in range(count):
        records = [Record(f"{number}.{row}", {}, None) for row in range(rows)]
        yield Page(records, {"at": number})
    if fault:
        raise fault


def test_pages_are_merged_until_they_hold_enough_rows() -> None:
    found = list(micro_batches(pages(5, rows=4), "test", "orders", enough=Enough(rows=8)))
    assert [(len(page.records), page.cursor["at"]) for page in found] == [(8, 1), (8, 3), (4, 4)]


def test_empty_pages_move_the_cursor_now_and_then_and_at_the_end() -> None:
    count = Enough().pages + 3
    found = list(micro_batches(pages(count, rows=0), "test", "orders", enough=Enough(rows=8)))
    assert [page.cursor["at"] for page in found] == [Enough().pages - 1, count - 1]


def test_what_was_fetched_before_a_fault_comes_first() -> None:
    batches = micro_batches(
        pages(3, 1, QuotaExhausted("45009")), "test", "orders", enough=Enough(rows=99)
    )
    first = next(batches)
    assert (len(first.records), first.cursor) == (3, {"at": 2})
    with pytest.raises(QuotaExhausted, match="45009"):
        next(batches)


def test_nothing_is_fetched_before_it_is_asked_for() -> None:
    fetched: list[int] = []

    def counting() -> Iterator[Page]:
        for number, page in enumerate(pages(3, rows=1)):
            fetched.append(number)
            yield page

    batches = micro_batches(counting(), "test", "orders", enough=Enough(rows=1))
    next(batches)
    assert fetched == [0]


def test_each_batch_is_logged_with_counts_only(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    list(micro_batches(pages(2, rows=3), "wechat_shop", "orders", enough=Enough(rows=1)))
    assert "source=wechat_shop stream=orders page=2 rows=3 refused=0 seconds=" in caplog.text
