"""A made-up list by update time: nothing is lost between windows, pages, kills and refusals."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from threading import Lock

import pytest

from connectors.core.batches import Enough
from connectors.core.errors import (
    CursorRejected,
    FatalError,
    QuotaExhausted,
    RetryableError,
    UnknownCode,
    WindowTooLarge,
)
from connectors.core.odd_records import MOST_PULLS
from connectors.core.pagination import Paginator
from connectors.core.stream import Page, Record, Rejected
from connectors.core.time_windows import OVERLAP, TimeWindowStream
from connectors.core.windows import Period, Window
from tests.connectors.support import (
    FakeClock,
    backfilled_despite_kills,
    context,
    drained,
    keys,
    latest,
    latest_despite_kills,
    through_json,
)

DAY = 24 * 3600
PER_PAGE = 3


def epoch(instant: str) -> int:
    return int(datetime.fromisoformat(instant).timestamp())


class Shelf:
    """Records by update time, listed like a platform lists them.

    Attributes:
        asked: Every window and key that was asked for.
        most: Above so many records a window is refused.
        includes: Whether a window's start and end belong to it.
    """

    def __init__(self, updated: dict[str, int]) -> None:
        self.updated = updated
        self.asked: list[tuple[Window, str]] = []
        self.most = 10_000
        self.includes = (True, True)
        self.refuse_keys = 0
        self.gone: set[str] = set()

    def list_page(self, window: Window, pages: Paginator) -> list[str]:
        self.asked.append((window, pages.key))
        if pages.key and self.refuse_keys:
            self.refuse_keys -= 1
            raise CursorRejected("606006")
        low = window.start if self.includes[0] else window.start + 1
        high = window.end if self.includes[1] else window.end - 1
        found = sorted((at, key) for key, at in self.updated.items() if low <= at <= high)
        if len(found) > self.most:
            raise WindowTooLarge("31042")
        start = int(pages.key or 0)
        part = found[start : start + PER_PAGE]
        # Like the platform's: a full page promises more, the one after it may be empty.
        pages.advance({"has_more": len(part) == PER_PAGE, "next_key": str(start + PER_PAGE)})
        return [key for _, key in part]

    def detail(self, key: str) -> Record | Rejected:
        if key in self.gone:
            return Rejected(f"order {key}", "gone", "none", {"id": key})
        return Record(key, {"id": key, "at": self.updated[key]}, None)

    def stream(self, span: int = DAY) -> TimeWindowStream:
        return TimeWindowStream(
            source="test",
            name="orders",
            description="Made-up orders.",
            span=span,
            enough=Enough(rows=1),
            list_page=self.list_page,
            detail=self.detail,
        )


@pytest.fixture
def shelf() -> Shelf:
    first = epoch("2026-03-01T00:00:00+08:00")
    updated = {f"o{number:03}": first + number * 20_000 for number in range(40)}
    updated |= {f"same{number}": epoch("2026-03-05T00:00:00+08:00") for number in range(7)}
    return Shelf(updated)


@pytest.mark.parametrize("includes", [(True, True), (True, False), (False, True), (False, False)])
def test_nothing_is_lost_whichever_end_of_a_window_the_platform_includes(
    shelf: Shelf, clock: FakeClock, includes: tuple[bool, bool]
) -> None:
    shelf.includes = includes
    del shelf.updated["o000"]  # lies on the very first instant, which only `start` can include
    pages, _ = drained(shelf.stream(), context(clock))
    assert set(keys(pages)) == set(shelf.updated)


def test_windows_are_no_wider_than_the_platform_allows_and_end_now(
    shelf: Shelf, clock: FakeClock
) -> None:
    drained(shelf.stream(), context(clock))
    windows = [window for window, _ in shelf.asked]
    assert all(window.end - window.start <= DAY for window in windows)
    assert windows[0].start == epoch("2026-03-01T00:00:00+08:00")
    assert windows[-1].end == int(clock.now().timestamp())


def test_a_second_pull_asks_only_for_what_is_new(shelf: Shelf, clock: FakeClock) -> None:
    stream = shelf.stream()
    _, cursor = drained(stream, context(clock))
    shelf.asked.clear()
    clock.advance(3600)
    shelf.updated["new"] = int(clock.now().timestamp()) - 10
    pages, _ = drained(stream, context(clock), cursor)
    assert "new" in keys(pages)
    assert len(shelf.asked) == 1
    assert shelf.asked[0][0].start == int(clock.now().timestamp()) - 3600 - OVERLAP


def test_a_pull_at_the_same_instant_asks_nothing(shelf: Shelf, clock: FakeClock) -> None:
    _, cursor = drained(shelf.stream(), context(clock))
    shelf.asked.clear()
    assert drained(shelf.stream(), context(clock), cursor) == ([], cursor)
    assert shelf.asked == []


def test_a_kill_at_any_page_loses_nothing(shelf: Shelf, clock: FakeClock) -> None:
    expected = latest(drained(shelf.stream(), context(clock))[0])
    outcomes = latest_despite_kills(shelf.stream(), context(clock))
    assert len(outcomes) > 15
    assert all(outcome == expected for outcome in outcomes)


def test_a_killed_pull_goes_on_at_the_page_where_it_stopped(shelf: Shelf, clock: FakeClock) -> None:
    shelf.updated = {f"o{n}": epoch("2026-03-10T09:00:00+08:00") for n in range(8)}
    stream = shelf.stream()
    pull = context(clock, start="2026-03-10")
    first = next(stream.pages(None, pull))
    shelf.asked.clear()
    rest, _ = drained(stream, pull, through_json(first.cursor))
    assert shelf.asked[0][1] == str(PER_PAGE)
    assert set(keys([first, *rest])) == set(shelf.updated)


def test_a_window_that_holds_too_much_is_halved_until_it_fits(
    shelf: Shelf, clock: FakeClock
) -> None:
    shelf.most = 7
    pages, _ = drained(shelf.stream(span=7 * DAY), context(clock))
    assert set(keys(pages)) == set(shelf.updated)
    widths = [window.end - window.start for window, _ in shelf.asked]
    assert widths[:3] == [7 * DAY, 7 * DAY // 2, 7 * DAY // 4]


def test_a_second_that_holds_too_much_stops_with_a_word(shelf: Shelf, clock: FakeClock) -> None:
    shelf.most = 6
    with pytest.raises(FatalError, match="one second holds more"):
        drained(shelf.stream(), context(clock))


def test_a_refused_page_cursor_begins_the_window_again(shelf: Shelf, clock: FakeClock) -> None:
    shelf.refuse_keys = 2
    pages, _ = drained(shelf.stream(), context(clock))
    assert set(keys(pages)) == set(shelf.updated)


def test_a_page_cursor_that_is_always_refused_ends_the_pull_not_the_data(
    shelf: Shelf, clock: FakeClock
) -> None:
    shelf.refuse_keys = 10_000
    stored = []
    with pytest.raises(RetryableError, match="refusing its own page cursor"):
        stored.extend(shelf.stream().pages(None, context(clock)))
    shelf.refuse_keys = 0
    rest, _ = drained(shelf.stream(), context(clock), stored[-1].cursor if stored else None)
    assert set(keys([*stored, *rest])) == set(shelf.updated)


def test_a_record_that_cannot_be_had_is_refused_and_the_others_go_on(
    shelf: Shelf, clock: FakeClock
) -> None:
    shelf.gone = {"o003"}
    pages, _ = drained(shelf.stream(), context(clock))
    assert {one.place for page in pages for one in page.rejected} == {"order o003"}
    assert set(keys(pages)) == set(shelf.updated) - {"o003"}


def test_a_fault_in_a_detail_leaves_the_page_for_the_next_pull(
    shelf: Shelf, clock: FakeClock
) -> None:
    broken = {"o010"}
    whole = shelf.detail

    def failing(key: str) -> Record | Rejected:
        if key in broken:
            raise RetryableError("reset")
        return whole(key)

    shelf.detail = failing
    stored = []
    with pytest.raises(RetryableError):
        stored.extend(shelf.stream().pages(None, context(clock)))
    assert stored
    broken.clear()
    rest, _ = drained(shelf.stream(), context(clock), stored[-1].cursor)
    assert set(keys([*stored, *rest])) == set(shelf.updated)


def test_a_cursor_in_the_future_is_said_and_pulls_everything_again(
    shelf: Shelf, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    _, cursor = drained(shelf.stream(), context(clock))
    clock.advance(-3 * DAY)
    caplog.set_level(logging.ERROR)
    pages, again = drained(shelf.stream(), context(clock), cursor)
    assert "cursor lies in the future" in caplog.text
    assert again is not None
    assert again["until"] == int(clock.now().timestamp())
    assert "o000" in keys(pages)


def test_a_window_left_open_by_a_clock_that_was_ahead_is_opened_anew(
    shelf: Shelf, clock: FakeClock
) -> None:
    clock.advance(10 * DAY)
    stored = [next(shelf.stream(span=30 * DAY).pages(None, context(clock)))]
    clock.advance(-10 * DAY)
    stored.extend(drained(shelf.stream(span=30 * DAY), context(clock), stored[-1].cursor)[0])
    assert stored[-1].cursor["until"] == int(clock.now().timestamp())
    assert set(keys(stored)) == set(shelf.updated)


def test_a_record_that_changes_while_the_list_is_read_is_pulled_again(
    shelf: Shelf, clock: FakeClock
) -> None:
    stream = shelf.stream()
    pulled = stream.pages(None, context(clock))
    stored = [next(pulled)]
    clock.advance(60)
    shelf.updated["o039"] = int(clock.now().timestamp())
    stored.extend(pulled)
    clock.advance(60)
    rest, _ = drained(stream, context(clock), stored[-1].cursor)
    assert latest([*stored, *rest])["o039"]["at"] == shelf.updated["o039"]


def test_errors_of_other_kinds_pass_through(shelf: Shelf, clock: FakeClock) -> None:
    def failing(_: str) -> Record:
        raise RetryableError("busy for good")

    with pytest.raises(RetryableError):
        drained(replace(shelf.stream(), detail=failing), context(clock))


DAYS = Period(date(2026, 3, 3), date(2026, 3, 5))


def of_days(shelf: Shelf) -> set[str]:
    begin, end = epoch("2026-03-03T00:00:00+08:00"), epoch("2026-03-06T00:00:00+08:00")
    return {key for key, at in shelf.updated.items() if begin <= at < end}


@pytest.mark.parametrize("includes", [(True, True), (False, False)])
def test_a_backfill_brings_its_days_whole_and_both_ends(
    shelf: Shelf, clock: FakeClock, includes: tuple[bool, bool]
) -> None:
    shelf.includes = includes
    shelf.updated["first"] = epoch("2026-03-03T00:00:00+08:00")
    shelf.updated["last"] = epoch("2026-03-05T23:59:59+08:00")
    pages = list(shelf.stream().day_pages(DAYS, None, context(clock)))
    assert of_days(shelf) <= set(keys(pages))
    outside = {window for window, _ in shelf.asked if window.end - window.start > DAY}
    assert outside == set()
    assert min(window.start for window, _ in shelf.asked) >= epoch("2026-03-02T23:59:59+08:00")
    assert max(window.end for window, _ in shelf.asked) <= epoch("2026-03-06T00:00:01+08:00")


def test_a_killed_backfill_goes_on_where_it_stopped(shelf: Shelf, clock: FakeClock) -> None:
    stream = shelf.stream(span=DAY // 2)
    outcomes = backfilled_despite_kills(stream, DAYS, context(clock))
    assert len(outcomes) > 5
    assert all(of_days(shelf) <= set(outcome) for outcome in outcomes)


def test_a_backfill_of_today_ends_now(shelf: Shelf, clock: FakeClock) -> None:
    today = Period(date(2026, 3, 10), date(2026, 3, 10))
    list(shelf.stream().day_pages(today, None, context(clock)))
    assert max(window.end for window, _ in shelf.asked) == int(clock.now().timestamp())


def odd(shelf: Shelf, *strange: str) -> Callable[[str], Record | Rejected]:
    def detail(key: str) -> Record | Rejected:
        if key in strange:
            raise UnknownCode("the platform answered 777", code="777", next_step="Look it up.")
        return shelf.detail(key)

    return detail


def test_one_record_with_an_unknown_code_stops_nothing_and_is_asked_for_again(
    shelf: Shelf, clock: FakeClock
) -> None:
    stream = replace(shelf.stream(), detail=odd(shelf, "o003"))
    pages, cursor = drained(stream, context(clock))
    assert set(keys(pages)) == set(shelf.updated) - {"o003"}
    refused = [one for page in pages for one in page.rejected]
    assert [one.payload for one in refused] == [{"id": "o003", "code": "777"}]
    assert cursor is not None
    assert cursor["again"] == {"o003": 1}
    pages, cursor = drained(stream, context(clock), cursor)
    assert [one for page in pages for one in page.rejected] == []
    assert cursor is not None
    assert cursor["again"] == {"o003": 2}
    pages, cursor = drained(shelf.stream(), context(clock), cursor)
    assert keys(pages) == ["o003"]
    assert cursor is not None
    assert "again" not in cursor


def test_a_record_that_stays_odd_is_not_asked_for_for_ever(
    shelf: Shelf, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    stream = replace(shelf.stream(), detail=odd(shelf, "o003"))
    _, cursor = drained(stream, context(clock))
    for _ in range(MOST_PULLS):
        _, cursor = drained(stream, context(clock), cursor)
    assert cursor is not None
    assert "again" not in cursor
    assert "o003 is not asked for any more" in caplog.text


def test_the_same_unknown_code_on_record_after_record_stops_the_stream(
    shelf: Shelf, clock: FakeClock
) -> None:
    stream = replace(shelf.stream(), detail=odd(shelf, *shelf.updated))
    with pytest.raises(UnknownCode, match="777"):
        drained(stream, context(clock))


def test_a_quota_smaller_than_a_page_still_gets_through_in_some_days(
    shelf: Shelf, clock: FakeClock
) -> None:
    left = 0
    lock = Lock()

    def detail(key: str) -> Record | Rejected:
        nonlocal left
        with lock:
            if left == 0:
                raise QuotaExhausted("used up")
            left -= 1
        return shelf.detail(key)

    stream = replace(shelf.stream(), detail=detail)
    stored: list[Page] = []
    days = 0
    while not stored or keys(stored)[-1] != "o039":
        left, days = 2, days + 1
        cursor = through_json(stored[-1].cursor) if stored else None
        try:
            stored.extend(stream.pages(cursor, context(clock)))
        except QuotaExhausted:
            continue
    assert set(keys(stored)) == set(shelf.updated)
    assert days <= len(shelf.updated)
