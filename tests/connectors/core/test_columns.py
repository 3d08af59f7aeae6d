"""Records by column: the same records as row by row."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from connectors.core.columns import Column, RecordColumns, below, together
from connectors.core.stream import Record

AT = datetime(2024, 5, 1, tzinfo=UTC)


def test_equal_values_are_kept_once() -> None:
    column = Column.of(["a", None, "a", "b"])
    assert list(column.values) == ["a", None, "b"]
    assert list(column) == ["a", None, "a", "b"]
    assert not column.is_full


def test_a_function_is_asked_once_a_value() -> None:
    asked: list[str] = []

    def shout(value: str) -> str:
        asked.append(value)
        return value.upper()

    assert list(Column.of(["a", "b", "a"]).mapped(shout)) == ["A", "B", "A"]
    assert asked == ["a", "b"]


def test_tuples_come_in_the_order_of_their_first_record() -> None:
    told = together([Column.of(["x", "y", "x", "x"]), Column.of([1, 2, 1, 3])])
    assert told.values == [("x", 1), ("y", 2), ("x", 3)]
    assert list(told.codes) == [0, 1, 0, 2]


def test_other_values_at_some_places_leave_the_column_as_it_was() -> None:
    column = Column.of(["a", "b", "a"])
    assert list(column.with_values({2: {"token": "t"}})) == ["a", "b", {"token": "t"}]
    assert list(column) == ["a", "b", "a"]


@pytest.fixture
def records() -> RecordColumns:
    return RecordColumns(
        ["k1", "k2", "k3"],
        Column.constant(AT, 3),
        [
            ("at", Column.of(["9:00", None, "9:02"])),
            ("name", Column.constant("tea", 3)),
            ("at", Column.of([None, "9:01", None])),
        ],
    )


def test_a_record_has_its_own_fields_in_its_own_order(records: RecordColumns) -> None:
    assert list(records) == [
        Record("k1", {"at": "9:00", "name": "tea"}, AT),
        Record("k2", {"name": "tea", "at": "9:01"}, AT),
        Record("k3", {"at": "9:02", "name": "tea"}, AT),
    ]
    assert [list(one.payload) for one in records][1] == ["name", "at"]


def test_a_part_of_the_records_is_such_records_again(records: RecordColumns) -> None:
    assert list(records[1:]) == list(records)[1:]
    assert records[2] == list(records)[2]


def test_blocks_lie_one_below_the_other() -> None:
    blocks = [[("a", Column.of(["x"]))], [("a", Column.of([None, "x"]))]]
    [(name, column)] = below(blocks)
    assert (name, list(column)) == ("a", ["x", None, "x"])
