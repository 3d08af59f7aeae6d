"""An odd record is found among many, and many odd ones are no odd record."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from connectors.core.errors import RecordUnavailable, UnknownCode
from connectors.core.odd_records import MOST_IN_A_ROW, MOST_WAITING, OddRecords, waiting_after
from connectors.core.stream import Record, Rejected

KEYS = [f"k{number}" for number in range(100)]


def fetching(*odd: str) -> Callable[[Sequence[str]], list[Record | Rejected]]:
    def fetch(keys: Sequence[str]) -> list[Record | Rejected]:
        if any(key in odd for key in keys):
            raise UnknownCode("the platform answered 777", code="777", next_step="Look it up.")
        return [Record(key, {}, None) for key in keys]

    return fetch


def test_all_but_the_odd_ones_come_in_their_order() -> None:
    found = OddRecords().some("test.people", fetching("k7", "k50"), KEYS)
    assert [one.key if isinstance(one, Record) else one.payload["id"] for one in found] == KEYS
    assert {one.place for one in found if isinstance(one, Rejected)} == {
        "test.people k7",
        "test.people k50",
    }


def test_odd_ones_one_after_the_other_are_the_platforms_fault() -> None:
    row = KEYS[10 : 10 + MOST_IN_A_ROW]
    assert len(OddRecords().some("test.people", fetching(*row[:-1]), KEYS)) == 100
    with pytest.raises(UnknownCode):
        OddRecords().some("test.people", fetching(*row), KEYS)


def test_what_waits_is_bounded() -> None:
    odd = OddRecords()
    waiting: dict[str, int] = {}
    for number in range(MOST_WAITING + 20):
        key = f"k{number}"
        waiting = waiting_after(waiting, [key], odd.some("test.people", fetching(key), [key, "x"]))
    assert len(waiting) == MOST_WAITING
    assert "k0" not in waiting


def test_what_the_platform_does_not_have_is_refused_and_does_not_wait() -> None:
    def fetch(keys: Sequence[str]) -> list[Record | Rejected]:
        raise RecordUnavailable("there is no such order")

    found = OddRecords().some("test.orders", fetch, KEYS)
    assert {one.reason for one in found if isinstance(one, Rejected)} == {"there is no such order"}
    assert waiting_after({"k1": 2}, KEYS, found) == {}
