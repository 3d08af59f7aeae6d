"""The identity benchmark on records of any shape, and on graphs that break others."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks.identity import connect
from benchmarks.identity_engine import Resolver
from benchmarks.identity_limits import Limits
from benchmarks.identity_records import Column, open_records
from tests.benchmarks.reference import members, one_id

Table = Mapping[str, Sequence[Any]]


def resolved(folder: Path, files: Sequence[Path], columns: Sequence[str]) -> list[tuple[str, str]]:
    """Value and one_id of every identifier, in order."""
    connection = connect(folder, "1GB", 2)
    records = open_records(connection, files, [Column.parse(name) for name in columns])
    resolver = Resolver(connection, records, Limits())
    resolver.resolve()
    resolver.write_map(folder / "map.parquet")
    rows = duckdb.sql(f"select value, one_id from '{folder}/map.parquet' order by all").fetchall()
    return [(value, member) for value, member in rows]


def write(path: Path, table: Table) -> Path:
    pq.write_table(pa.table({name: pa.array(values) for name, values in table.items()}), path)
    return path


def together(folder: Path, table: Table, columns: Sequence[str]) -> set[frozenset[str]]:
    """The values of each member."""
    groups: dict[str, set[str]] = {}
    for value, member in resolved(folder, [write(folder / "records.parquet", table)], columns):
        groups.setdefault(member, set()).add(value)
    return {frozenset(group) for group in groups.values()}


SHAPES: dict[str, tuple[Table, Sequence[str], set[frozenset[str]]]] = {
    "numbers": (
        {"a": [1, 2, None, 1], "b": [5, 5, 7, 8]},
        "ab",
        {frozenset("1258"), frozenset("7")},
    ),
    "numbers beside texts": ({"a": [1, 2], "b": ["2", "x"]}, ["a=id", "b=id"], {frozenset("12x")}),
    "what pandas makes of numbers with gaps": (
        {
            "a": [13800000001.0, float("nan"), float("nan"), 2.5],
            "b": ["p", "q", "r", "13800000001"],
        },
        ["a=id", "b=id"],
        {frozenset(("13800000001", "p", "2.5")), frozenset("q"), frozenset("r")},
    ),
    "names with spaces, quotes and Chinese": (
        {"手机 号": ["1", "1", ""], "会员\"卡'": ["x", "y", "z"]},
        ["手机 号=电话 号", "会员\"卡'"],
        {frozenset("1xy"), frozenset("z")},
    ),
    "names that the engine uses itself": (
        {"cell": ["9", "8", "9"], "row_number": [1, 1, 1], "key_0": ["x", "y", "z"]},
        ["cell", "key_0"],
        {frozenset("9xz"), frozenset("8y")},
    ),
    "blanks of every kind": (
        {"a": ["v ", " v", "\tv", "　v", "v\r\n", "V", "\xa0 "], "b": list("1234567")},
        "ab",
        {frozenset("v12345"), frozenset("V6"), frozenset("7")},
    ),
    "one column": ({"a": ["1", "1", "2"]}, "a", {frozenset("1"), frozenset("2")}),
    "twelve columns": (
        {f"c{n}": [f"v{n}", f"v{n + 1}"] for n in range(12)},
        [f"c{n}=id" for n in range(12)],
        {frozenset(f"v{n}" for n in range(13))},
    ),
    "no rows": ({"a": pa.array([], pa.string()), "b": pa.array([], pa.int64())}, "ab", set()),
    "nulls alone": ({"a": pa.nulls(3), "b": [None, "", " "]}, "ab", set()),
}


@pytest.mark.parametrize("name", SHAPES)
def test_records_of_any_shape(tmp_path: Path, name: str) -> None:
    table, columns, expected = SHAPES[name]
    assert together(tmp_path, table, columns) == expected


def test_the_same_text_in_two_types_joins_nobody(tmp_path: Path) -> None:
    file = write(tmp_path / "records.parquet", {"a": ["0", "x"], "b": ["x", "0"]})
    found = resolved(tmp_path, [file], "ab")
    assert len({member for _, member in found}) == 2


def test_files_are_one_sequence_and_may_be_named_by_a_pattern(tmp_path: Path) -> None:
    for number in range(3):
        table = {"a": [f"p{number}", "q"], "b": [f"p{number + 1}", f"q{number}"]}
        write(tmp_path / f"part-{number}.parquet", table)
    found = dict(resolved(tmp_path, [tmp_path / "part-*.parquet"], ["a=id", "b=id"]))
    assert {found[f"p{n}"] for n in range(4)} == {one_id(("id", "p0"))}
    assert {found[name] for name in ("q", "q0", "q2")} == {one_id(("id", "q"))}


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"b": ["x"]}, r"no column a; it has b$"),
        ({"a": [["x", "y"]]}, "a holds VARCHAR"),
        ({"a": [{"x": 1}]}, "a holds STRUCT"),
        (None, "is no file"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, table: Table | None, message: str) -> None:
    file = tmp_path / "records.parquet"
    if table is not None:
        write(file, table)
    with pytest.raises(ValueError, match=message):
        resolved(tmp_path, [file], "a")


def _grid(size: int) -> list[tuple[str, str]]:
    across = [(f"g{r}.{c}", f"g{r}.{c + 1}") for r in range(size) for c in range(size - 1)]
    return [
        *across,
        *((f"g{r}.{c}", f"g{r + 1}.{c}") for r in range(size - 1) for c in range(size)),
    ]


def _cliques() -> list[tuple[str, str]]:
    halves = [[f"k{side}{n}" for n in range(12)] for side in "ab"]
    return [*combinations(halves[0], 2), *combinations(halves[1], 2), ("ka0", "kb11")]


def _phone(number: int) -> str:
    """What DuckDB's hash() takes for one another by the thousand."""
    return f"phone:1{(number * 7919 + 12345) % 10_000_000_000:010d}"


GRAPHS: dict[str, list[tuple[str, str]]] = {
    "chain": list(pairwise(f"c{n}" for n in range(1_001))),
    "ring": [(f"r{n}", f"r{(n + 1) % 300}") for n in range(300)],
    "grid": _grid(17),
    "ladder": [
        *pairwise(f"l{n}" for n in range(200)),
        *pairwise(f"m{n}" for n in range(200)),
        *((f"l{n}", f"m{n}") for n in range(200)),
    ],
    "tree": [(f"t{n}", f"t{n // 2}") for n in range(2, 1_024)],
    "crowd on one phone": [("s", f"card{n}") for n in range(5_000)],
    "two cliques and one link": _cliques(),
    "pairs that a short hash would glue": [(_phone(n), f"u{n}") for n in range(60_000)],
}


def test_graphs_with_known_answers_in_any_order(tmp_path: Path) -> None:
    links = [link for graph in GRAPHS.values() for link in graph]
    links += links[:500]
    random.Random(11).shuffle(links)
    ends = [link for link in links if link in (("c0", "c1"), ("c999", "c1000"))]
    middle = [("c500", "c501")]
    links = [*ends, *(link for link in links if link not in (*ends, *middle)), *middle]
    table = {"a": [low for low, _ in links], "b": [high for _, high in links]}

    found = dict(resolved(tmp_path, [write(tmp_path / "r.parquet", table)], ["a=id", "b=id"]))

    expected = members(links, ["id", "id"])
    assert found == {value: one_id(eldest) for (_, value), eldest in expected.items()}
    whole = [name for name in GRAPHS if name != "pairs that a short hash would glue"]
    for name in whole:
        assert len({found[end] for link in GRAPHS[name] for end in link}) == 1, name
    assert len(set(found.values())) == len(whole) + 60_000
