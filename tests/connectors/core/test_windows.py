"""Days and windows around midnight in Shanghai."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from connectors.core.windows import (
    Period,
    business_day,
    complete_periods,
    from_epoch,
    next_midnight,
    seconds_to_next_minute,
    start_of,
)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2026-03-09T15:59:59+00:00", date(2026, 3, 9)),
        ("2026-03-09T16:00:00+00:00", date(2026, 3, 10)),
        ("2025-12-31T23:59:59+08:00", date(2025, 12, 31)),
        ("2026-01-01T00:00:00+08:00", date(2026, 1, 1)),
    ],
)
def test_a_business_day_changes_at_midnight_in_shanghai(instant: str, day: date) -> None:
    assert business_day(datetime.fromisoformat(instant)) == day


def test_a_day_begins_where_the_one_before_ends() -> None:
    assert start_of(date(2026, 3, 10)) == datetime(2026, 3, 9, 16, tzinfo=UTC)
    last_second = datetime(2026, 3, 9, 15, 59, 59, tzinfo=UTC)
    assert next_midnight(last_second) == datetime(2026, 3, 9, 16, tzinfo=UTC)
    assert next_midnight(start_of(date(2026, 3, 10))) == start_of(date(2026, 3, 11))


def test_the_next_minute_is_counted_from_the_present_one() -> None:
    assert seconds_to_next_minute(datetime(2026, 3, 9, 1, 2, 45, 500_000, tzinfo=UTC)) == 14.5


def test_runs_of_days_do_not_overlap_and_end_at_the_last_day() -> None:
    found = list(complete_periods("day", date(2026, 2, 26), date(2026, 3, 10), span=7))
    assert found == [
        Period(date(2026, 2, 26), date(2026, 3, 4)),
        Period(date(2026, 3, 5), date(2026, 3, 10)),
    ]


def test_a_week_is_asked_for_once_its_sunday_is_over() -> None:
    wednesday = date(2026, 3, 4)
    first_week = Period(date(2026, 3, 2), date(2026, 3, 8))
    assert list(complete_periods("week", wednesday, date(2026, 3, 7))) == []
    assert list(complete_periods("week", wednesday, date(2026, 3, 8))) == [first_week]


def test_months_have_their_own_lengths() -> None:
    found = complete_periods("month", date(2027, 12, 15), date(2028, 3, 30))
    assert [(period.first.month, len(period)) for period in found] == [(12, 31), (1, 31), (2, 29)]


def test_no_period_lies_between_a_day_and_the_one_before() -> None:
    assert list(complete_periods("day", date(2026, 3, 10), date(2026, 3, 9))) == []


@pytest.mark.parametrize("never", [0, "0", None, "", "soon", -5, 10**30, True is None])
def test_what_is_no_instant_is_none(never: object) -> None:
    assert from_epoch(never) is None


def test_epoch_seconds_come_as_number_or_text() -> None:
    expected = datetime(2024, 5, 31, 16, 0, tzinfo=UTC)
    assert from_epoch(1717171200) == from_epoch("1717171200") == expected
