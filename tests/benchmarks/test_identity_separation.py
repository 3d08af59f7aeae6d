"""No member holds two values of a type of which a person has one, in the identity benchmark."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks.identity import connect
from benchmarks.identity_engine import Resolver
from benchmarks.identity_limits import Limits
from benchmarks.identity_records import Column, open_records
from tests.benchmarks.reference import members, one_id

COLUMNS = ("unionid", "phone", "second=phone")
Record = tuple[str | None, str | None, str | None]


def together(folder: Path, records: Sequence[Record]) -> set[frozenset[str]]:
    """The values of each member; the ids are held to the eldest identifier of each."""
    table = {
        name.partition("=")[0]: pa.array([record[place] for record in records], pa.string())
        for place, name in enumerate(COLUMNS)
    }
    table["id"] = pa.array([f"r{number}" for number in range(len(records))])
    pq.write_table(pa.table(table), folder / "records.parquet")
    columns = [Column.parse(name) for name in COLUMNS]
    connection = connect(folder, "1GB", 2)
    opened = open_records(connection, [folder / "records.parquet"], columns, record="id")
    resolver = Resolver(connection, opened, Limits({"unionid": {"one_per_member": True}}))
    resolver.resolve()
    resolver.write_map(folder / "map.parquet")
    resolver.write_records(folder / "records-map.parquet", True)
    rows = duckdb.sql(f"select value, one_id from '{folder}/map.parquet'").fetchall()
    of_records = dict(duckdb.sql(f"from '{folder}/records-map.parquet'").fetchall())
    groups: dict[str, set[str]] = {}
    for value, member in rows:
        groups.setdefault(member, set()).add(value)
    ids = dict(rows)
    for number, record in enumerate(records):
        firmest = next((value for value in record if value), None)
        assert firmest is None or of_records[f"r{number}"] == ids[firmest]
    assert resolver.counts()["members"] == len(groups)
    order = [(kind, value) for record in records for kind, value in zip(TYPES, record, strict=True)]
    for member, values in groups.items():
        assert member == one_id(next(cell for cell in order if cell[1] in values))
    return {frozenset(group) for group in groups.values()}


TYPES = ("unionid", "phone", "phone")


def bridge(length: int, seed: int) -> list[Record]:
    """Two unionids at the ends of a chain of phones, landed in no order after the ends."""
    chain: list[Record] = [(None, a, b) for a, b in pairwise(f"p{n}" for n in range(length))]
    random.Random(seed).shuffle(chain)
    return [("u1", "p0", None), ("u2", f"p{length - 1}", None), *chain]


def test_a_phone_of_two_goes_to_the_elder(tmp_path: Path) -> None:
    records: list[Record] = [("u2", "p", None), ("u1", "p", None), ("u1", "q", None)]
    assert together(tmp_path, records) == {frozenset(("u2", "p")), frozenset(("u1", "q"))}


@pytest.mark.parametrize("seed", [1, 2])
def test_a_chain_between_two_breaks_in_the_middle_in_any_order(tmp_path: Path, seed: int) -> None:
    expected = {
        frozenset(("u1", *(f"p{n}" for n in range(20)))),
        frozenset(("u2", *(f"p{n}" for n in range(20, 40)))),
    }
    assert together(tmp_path, bridge(40, seed)) == expected


def test_members_that_hold_one_each_are_as_without_the_rule(tmp_path: Path) -> None:
    draw = random.Random(5)
    crowd: list[Record] = [
        (f"v{n % 150}", f"a{n % 150}", draw.choice((None, f"a{n % 150}.{draw.randrange(3)}")))
        for n in range(400)
    ]
    joined = members(crowd, TYPES)
    groups: dict[object, set[str]] = {}
    for (_, value), eldest in joined.items():
        groups.setdefault(eldest, set()).add(value)
    expected = {frozenset(group) for group in groups.values()}
    crossed = [*crowd, ("w1", "x", None), ("w2", "x", None)]
    apart = {frozenset(("w1", "x")), frozenset(("w2",))}
    assert together(tmp_path, crossed) == expected | apart


def test_many_unionids_on_one_phone_are_as_many_members(tmp_path: Path) -> None:
    records: list[Record] = [(f"u{n}", "clerk", f"own{n}") for n in range(60)]
    found = together(tmp_path, records)
    assert len(found) == 60
    assert frozenset(("u0", "clerk", "own0")) in found
