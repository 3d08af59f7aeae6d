"""Two maps side by side: merges, splits, other ids and statuses, counted and shown with causes."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from member_center.identity.compare import Comparison, Difference

MAP = """(
    identifier_id varchar, type varchar, scope varchar, value varchar, one_id varchar,
    status varchar
)"""
LINKS = """(
    from_id varchar, from_type varchar, from_scope varchar, from_value varchar,
    to_id varchar, to_type varchar, to_scope varchar, to_value varchar,
    status varchar, rule varchar, record varchar
)"""


@pytest.fixture
def tables() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        for side in ("old", "new"):
            connection.execute(f"create table {side}_map {MAP}")
            connection.execute(f"create table {side}_links {LINKS}")
        connection.execute("create table masks (one_id varchar, mask varchar)")
        yield connection


def members(
    tables: duckdb.DuckDBPyConnection, side: str, of: dict[str, str], **statuses: str
) -> None:
    """Members by their id, each identifier one letter; `-` stands for no member."""
    for one_id, letters in of.items():
        for letter in letters:
            status = statuses.get(letter, "linked")
            tables.execute(
                f"insert into {side}_map values (?, 'card', 'b', ?, ?, ?)",
                [letter, letter * 8, None if one_id == "-" else one_id, status],
            )


def link(
    tables: duckdb.DuckDBPyConnection, side: str, pair: str, status: str = "linked", rule: str = "r"
) -> None:
    ends = [part for letter in pair for part in (letter, "card", "b", letter * 8)]
    tables.execute(
        f"insert into {side}_links values ({', '.join('?' * 11)})", [*ends, status, rule, "s key"]
    )


def compared(tables: duckdb.DuckDBPyConnection, examples: int = 5) -> Difference:
    return Comparison(tables, examples).difference()


def test_the_same_twice_is_no_difference(tables: duckdb.DuckDBPyConnection) -> None:
    for side in ("old", "new"):
        members(tables, side, {"m1": "ab", "m2": "c", "-": "d"}, d="shared")
        link(tables, side, "ab")
    found = compared(tables)
    assert found.is_nothing
    assert (found.members_before, found.members_after, found.largest_after) == (2, 2, 2)


def test_a_merge_names_its_parts_and_the_link_that_makes_it(
    tables: duckdb.DuckDBPyConnection,
) -> None:
    members(tables, "old", {"m1": "ab", "m2": "c"})
    members(tables, "new", {"m1": "abc"})
    tables.execute("insert into masks values ('m1', '陈**')")
    link(tables, "old", "ab")
    link(tables, "new", "ab")
    link(tables, "old", "bc", "refused", "names_differ")
    link(tables, "new", "bc", rule="phone_and_name")
    found = compared(tables)
    assert (found.merges, found.merged, found.splits, found.moved) == (1, 2, 0, 1)
    [merge] = found.merge_examples
    assert [(part.one_id, part.identifiers, part.mask) for part in merge.parts] == [
        ("m1", 2, "陈**"),
        ("m2", 1, ""),
    ]
    [cause] = merge.causes
    assert (cause.start.value, cause.end.value) == ("bbbbbbbb", "cccccccc")
    assert (cause.before, cause.after) == ("refused (names_differ)", "linked (phone_and_name)")


def test_a_split_names_its_parts_and_the_link_that_is_missing(
    tables: duckdb.DuckDBPyConnection,
) -> None:
    members(tables, "old", {"m1": "abcd"})
    members(tables, "new", {"m1": "ab", "m3": "cd"})
    for pair in ("ab", "bc", "cd"):
        link(tables, "old", pair)
    link(tables, "new", "ab")
    link(tables, "new", "bc", "refused", "cannot_link")
    link(tables, "new", "cd")
    found = compared(tables)
    assert (found.merges, found.splits, found.moved) == (0, 1, 2)
    [split] = found.split_examples
    assert (split.one_id, [part.one_id for part in split.parts]) == ("m1", ["m1", "m3"])
    assert [(one.before, one.after) for one in split.causes] == [
        ("linked (r)", "refused (cannot_link)")
    ]


def test_another_id_of_the_same_member_is_neither(tables: duckdb.DuckDBPyConnection) -> None:
    members(tables, "old", {"m1": "ab"})
    members(tables, "new", {"m2": "ab"})
    found = compared(tables)
    assert (found.merges, found.splits, found.renamed, found.moved) == (0, 0, 1, 0)
    assert not found.is_nothing


def test_statuses_are_counted_by_what_they_were(tables: duckdb.DuckDBPyConnection) -> None:
    members(tables, "old", {"m1": "abc", "-": "d"}, d="blocked")
    members(tables, "new", {"m1": "a", "-": "bcd", "m9": "e"}, b="shared", c="shared", d="blocked")
    found = compared(tables, examples=1)
    [turn] = found.turns
    assert (turn.before, turn.after, turn.identifiers) == ("linked", "shared", 2)
    assert [one.value for one in turn.examples] == ["bbbbbbbb"]
    assert (found.moved, found.new_identifiers) == (2, 1)
