"""Which days are asked for, when, and again."""

from __future__ import annotations

import logging
from datetime import date
from typing import Any

import pytest

from connectors.core.batches import Enough
from connectors.core.daily_figures import DailyFigures
from connectors.core.errors import NotReady
from connectors.core.keyed import Keyed
from connectors.core.stream import Record
from connectors.core.windows import Period, Unit, days, start_of
from tests.connectors.support import (
    FakeClock,
    backfilled_despite_kills,
    context,
    drained,
    keys,
    latest_despite_kills,
)


class Statistics:
    """Figures of every day before the clock's; `ready` and `delayed` make it late."""

    def __init__(self) -> None:
        self.asked: list[Period] = []
        self.ready = date.max
        self.delayed: set[date] = set()

    def __call__(self, period: Period) -> Keyed:
        self.asked.append(period)
        if period.last > self.ready:
            raise NotReady("61503")
        rows = [
            Record(day.isoformat(), {"day": day.isoformat()}, start_of(day))
            for day in days(period.first, period.last)
        ]
        return Keyed(rows, is_final=period.first not in self.delayed)

    def stream(self, **declared: Any) -> DailyFigures:
        return DailyFigures(
            source="test", name="growth", description="Made-up figures.", ask=self, **declared
        )


@pytest.fixture
def statistics() -> Statistics:
    return Statistics()


def last_days(statistics: Statistics) -> list[str]:
    asked = [
        day.isoformat()[5:]
        for period in statistics.asked
        for day in days(period.first, period.last)
    ]
    statistics.asked.clear()
    return asked


def test_every_day_from_the_start_to_yesterday_is_asked_for_once(
    statistics: Statistics, clock: FakeClock
) -> None:
    pages, cursor = drained(statistics.stream(span=7), context(clock, start="2026-02-26"))
    assert keys(pages) == [day.isoformat() for day in days(date(2026, 2, 26), date(2026, 3, 9))]
    assert [len(period) for period in statistics.asked] == [7, 4, 1]
    assert cursor == {"through": "2026-03-09", "delayed": []}


def test_yesterday_means_yesterday_in_shanghai(statistics: Statistics, clock: FakeClock) -> None:
    clock.set("2026-03-10T00:00:30+08:00")
    _, cursor = drained(statistics.stream(), context(clock))
    assert cursor == {"through": "2026-03-09", "delayed": []}


def test_figures_that_are_not_ready_leave_the_day_for_later(
    statistics: Statistics, clock: FakeClock
) -> None:
    statistics.ready = date(2026, 3, 8)
    stored = []
    with pytest.raises(NotReady):
        stored.extend(statistics.stream(span=7).pages(None, context(clock)))
    assert stored[-1].cursor["through"] == "2026-03-08"
    assert keys(stored)[-1] == "2026-03-08"
    statistics.ready = date.max
    rest, cursor = drained(statistics.stream(span=7), context(clock), stored[-1].cursor)
    assert keys(rest)[-1] == "2026-03-09"
    assert cursor == {"through": "2026-03-09", "delayed": []}


def test_restated_days_are_asked_for_again(statistics: Statistics, clock: FakeClock) -> None:
    stream = statistics.stream(look_back=3)
    _, cursor = drained(stream, context(clock))
    last_days(statistics)
    clock.advance(86_400)
    drained(stream, context(clock), cursor)
    assert last_days(statistics) == ["03-07", "03-08", "03-09", "03-10"]


def test_days_off_are_caught_up(statistics: Statistics, clock: FakeClock) -> None:
    stream = statistics.stream(look_back=1)
    _, cursor = drained(stream, context(clock))
    last_days(statistics)
    clock.advance(5 * 86_400)
    pages, _ = drained(stream, context(clock), cursor)
    assert keys(pages)[0] == "2026-03-09"
    assert keys(pages)[-1] == "2026-03-14"


def test_a_preliminary_day_is_asked_for_until_it_is_final(
    statistics: Statistics, clock: FakeClock
) -> None:
    stream = statistics.stream(look_back=2)
    statistics.delayed = {date(2026, 3, 2)}
    _, cursor = drained(stream, context(clock))
    assert cursor is not None
    assert cursor["delayed"] == ["2026-03-02"]
    last_days(statistics)
    clock.advance(86_400)
    statistics.delayed = set()
    _, cursor = drained(stream, context(clock), cursor)
    assert "03-02" in last_days(statistics)
    assert cursor is not None
    assert cursor["delayed"] == []


def test_a_day_that_never_becomes_final_is_let_go(statistics: Statistics, clock: FakeClock) -> None:
    stream = statistics.stream(look_back=1)
    statistics.delayed = {date(2026, 3, 2)}
    _, cursor = drained(stream, context(clock))
    clock.advance(61 * 86_400)
    _, cursor = drained(stream, context(clock), cursor)
    assert cursor is not None
    assert cursor["delayed"] == []


def test_no_day_before_the_platform_has_figures_is_asked_for(
    statistics: Statistics, clock: FakeClock
) -> None:
    drained(statistics.stream(since=date(2026, 3, 7)), context(clock))
    assert last_days(statistics) == ["03-07", "03-08", "03-09"]


def test_weeks_and_months_are_asked_for_when_they_are_over(
    statistics: Statistics, clock: FakeClock
) -> None:
    drained(statistics.stream(unit="week", look_back=7), context(clock, start="2026-02-20"))
    assert statistics.asked == [
        Period(date(2026, 2, 16), date(2026, 2, 22)),
        Period(date(2026, 2, 23), date(2026, 3, 1)),
        Period(date(2026, 3, 2), date(2026, 3, 8)),
    ]
    statistics.asked.clear()
    months = statistics.stream(unit="month", look_back=28)
    _, cursor = drained(months, context(clock, start="2026-01-15"))
    assert [period.first.month for period in statistics.asked] == [1, 2]
    statistics.asked.clear()
    drained(months, context(clock, start="2026-01-15"), cursor)
    assert [period.first.month for period in statistics.asked] == [2]


def test_a_kill_at_any_page_loses_no_day(statistics: Statistics, clock: FakeClock) -> None:
    stream = statistics.stream(enough=Enough(rows=1))
    outcomes = latest_despite_kills(stream, context(clock))
    wanted = {day.isoformat() for day in days(date(2026, 3, 1), date(2026, 3, 9))}
    assert len(outcomes) == 9
    assert all(set(outcome) == wanted for outcome in outcomes)


def test_a_cursor_in_the_future_is_said(
    statistics: Statistics, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    cursor = {"through": "2026-04-01", "delayed": []}
    _, after = drained(statistics.stream(look_back=2), context(clock), cursor)
    assert "future" in caplog.text
    assert last_days(statistics) == ["03-08", "03-09"]
    assert after == {"through": "2026-03-09", "delayed": []}


def test_the_day_the_program_starts_has_no_figures_yet(
    statistics: Statistics, clock: FakeClock
) -> None:
    assert drained(statistics.stream(), context(clock, start="2026-03-10")) == ([], None)


def backfilled(stream: DailyFigures, clock: FakeClock, first: str, last: str) -> None:
    asked = Period(date.fromisoformat(first), date.fromisoformat(last))
    list(stream.day_pages(asked, None, context(clock)))


def test_a_backfill_asks_for_its_days_and_no_others(
    statistics: Statistics, clock: FakeClock
) -> None:
    backfilled(statistics.stream(span=7), clock, "2026-02-01", "2026-02-10")
    assert statistics.asked == [
        Period(date(2026, 2, 1), date(2026, 2, 7)),
        Period(date(2026, 2, 8), date(2026, 2, 10)),
    ]


def test_a_backfill_ends_yesterday_and_asks_for_it_alone(
    statistics: Statistics, clock: FakeClock
) -> None:
    backfilled(statistics.stream(span=7), clock, "2026-03-07", "2026-03-10")
    assert statistics.asked == [
        Period(date(2026, 3, 7), date(2026, 3, 8)),
        Period(date(2026, 3, 9), date(2026, 3, 9)),
    ]


@pytest.mark.parametrize(
    ("unit", "asked"),
    [
        ("week", [Period(date(2026, 2, 9), date(2026, 2, 15))]),
        ("month", [Period(date(2026, 2, 1), date(2026, 2, 28))]),
    ],
)
def test_a_backfill_brings_the_weeks_and_months_that_its_days_touch(
    statistics: Statistics, clock: FakeClock, unit: Unit, asked: list[Period]
) -> None:
    backfilled(statistics.stream(unit=unit), clock, "2026-02-11", "2026-02-12")
    assert statistics.asked == asked


def test_a_killed_backfill_goes_on_where_it_stopped(
    statistics: Statistics, clock: FakeClock
) -> None:
    stream = statistics.stream(enough=Enough(rows=1))
    asked = Period(date(2026, 2, 1), date(2026, 2, 4))
    outcomes = backfilled_despite_kills(stream, asked, context(clock))
    assert len(outcomes) == 4
    assert all(set(outcome) == {f"2026-02-0{n}" for n in range(1, 5)} for outcome in outcomes)
