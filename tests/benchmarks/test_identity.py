"""The identity benchmark against union-find: the same members and ids, however it is run."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import identity_state
from benchmarks.identity import connect, main
from benchmarks.identity_data import write_customers, write_graph
from benchmarks.identity_engine import Resolver
from benchmarks.identity_limits import Limits
from benchmarks.identity_records import Column, open_records
from tests.benchmarks.reference import Identifier, Record, members, one_id

COLUMNS = [Column.parse(text) for text in ("email", "phone", "second_phone=phone")]
TYPES = [column.identifier_type for column in COLUMNS]
NAMES = [column.name for column in COLUMNS]

values = st.one_of(st.none(), st.sampled_from(["", " ", "a", " a", "b", "c", "d", "e", "f"]))
some_records = st.lists(st.tuples(values, values, values), max_size=25)


def chain(length: int, seed: int) -> list[Record]:
    """Records that each share one phone with the next, landed in no order."""
    records: list[Record] = [(None, f"p{n}", f"p{n + 1}") for n in range(length)]
    random.Random(seed).shuffle(records)
    return records


def write(path: Path, records: Sequence[Record]) -> Path:
    columns = {
        name: pa.array([record[place] for record in records], pa.string())
        for place, name in enumerate(NAMES)
    }
    table = pa.table({**columns, "id": [f"r{number}" for number in range(len(records))]})
    if path.suffix == ".csv":
        pyarrow.csv.write_csv(table, path)
    else:
        pq.write_table(table, path, row_group_size=7)
    return path


def mapped(path: Path) -> dict[Identifier, str | None]:
    rows = duckdb.sql(f"select identifier_type, value, one_id from '{path}'").fetchall()
    found = {(identifier_type, value): member for identifier_type, value, member in rows}
    assert len(found) == len(rows)
    return found


def expected(records: Sequence[Record]) -> dict[Identifier, str | None]:
    return {cell: one_id(eldest) for cell, eldest in members(records, TYPES).items()}


def full(
    folder: Path,
    records: Sequence[Record],
    name: str = "records.parquet",
    limits: Limits | None = None,
) -> Resolver:
    connection = connect(folder, "1GB", 2)
    opened = open_records(connection, [write(folder / name, records)], COLUMNS, record="id")
    resolver = Resolver(connection, opened, limits or Limits())
    resolver.resolve()
    return resolver


def bring(folder: Path, state: Path, records: Sequence[Record]) -> None:
    """Bring records into a state as a new day does."""
    connection = connect(folder, "1GB", 2)
    identity_state.attach(connection, state)
    first = identity_state.rows_before(connection, COLUMNS)
    opened = open_records(connection, [write(folder / "day.parquet", records)], COLUMNS, first)
    day = identity_state.Day(connection, opened)
    day.resolve()
    day.write_changes(folder / "changes.parquet")
    identity_state.write_map(connection, COLUMNS, folder / "map.parquet")
    kept = mapped(folder / "map.parquet")
    counts = day.counts()
    assert counts["members"] == len(set(kept.values()))
    assert counts["identifiers"] == len(kept)
    connection.close()


def changed(known: Mapping[Identifier, str | None], changes: Path) -> dict[Identifier, str | None]:
    """A map, brought up to date by what a day says has changed."""
    rows = duckdb.sql(
        f"select identifier_type, value, one_id, old_one_id from '{changes}'"
    ).fetchall()
    merged = {old: one_id for _, _, one_id, old in rows if old}
    now = {cell: merged.get(one_id, one_id) for cell, one_id in known.items()}
    new = {(kind, value): one_id for kind, value, one_id, old in rows if not old}
    assert not new.keys() & known.keys()
    return now | new


@pytest.mark.parametrize("name", ["records.parquet", "records.csv"])
def test_members_and_ids_are_those_of_union_find(tmp_path: Path, name: str) -> None:
    draw = random.Random(4)
    crowd: list[Record] = [
        tuple(draw.choice((None, f" v{draw.randrange(600)}")) for _ in NAMES) for _ in range(500)
    ]
    records = [*chain(1_000, seed=1), *crowd]

    resolver = full(tmp_path, records, name)
    resolver.write_map(tmp_path / "map.parquet")

    found = mapped(tmp_path / "map.parquet")
    assert found == expected(records)
    assert len({found["phone", f"p{n}"] for n in range(1_001)}) == 1
    assert resolver.counts()["members"] == len(set(found.values()))


def test_every_record_gets_its_member_and_one_without_identifiers_its_own(tmp_path: Path) -> None:
    records: list[Record] = [("x", None, None), (None, None, " "), ("x", "1", None), (None,) * 3]
    resolver = full(tmp_path, records)
    resolver.write_records(tmp_path / "records-map.parquet", True)

    rows = duckdb.sql(f"from '{tmp_path}/records-map.parquet' order by record").fetchall()

    x = one_id(("email", "x"))
    alone = [one_id(("record", f"r{number}")) for number in (1, 3)]
    assert rows == [("r0", x), ("r1", alone[0]), ("r2", x), ("r3", alone[1])]


@settings(max_examples=12, deadline=None)
@given(before=some_records, days=st.lists(some_records, min_size=1, max_size=2))
def test_days_brought_in_one_by_one_equal_the_full_run(
    tmp_path_factory: pytest.TempPathFactory, before: list[Record], days: list[list[Record]]
) -> None:
    folder = tmp_path_factory.mktemp("days")
    state = folder / "state.duckdb"
    resolver = full(folder, before)
    identity_state.attach(resolver.connection, state)
    identity_state.keep(resolver)
    resolver.connection.close()
    so_far, known = list(before), expected(before)

    for day in days:
        bring(folder, state, day)
        so_far += day
        now = expected(so_far)
        assert mapped(folder / "map.parquet") == now
        assert changed(known, folder / "changes.parquet") == now
        known = now


def test_changes_tell_the_id_before(tmp_path: Path) -> None:
    state = tmp_path / "state.duckdb"
    resolver = full(tmp_path, [("a", None, None), ("b", "1", None)])
    identity_state.attach(resolver.connection, state)
    identity_state.keep(resolver)
    resolver.connection.close()

    bring(tmp_path, state, [("a", "1", "2")])

    rows = duckdb.sql(
        f"select value, one_id, old_one_id from '{tmp_path}/changes.parquet' order by value"
    ).fetchall()
    a, b = one_id(("email", "a")), one_id(("email", "b"))
    assert rows == [("2", a, None), (None, a, b)]


def test_what_a_day_brought_is_known_the_day_after_and_mergers_follow_each_other(
    tmp_path: Path,
) -> None:
    state = tmp_path / "state.duckdb"
    days: list[list[Record]] = [
        [(name, None, None) for name in "abcd"],
        [("c", "1", None), ("d", "1", None), ("new", "2", None)],
        [("b", "1", None), ("new", "3", None), (None, "2", "4")],
        [("a", None, "1"), ("newer", "4", "d")],
    ]
    resolver = full(tmp_path, days[0])
    identity_state.attach(resolver.connection, state)
    identity_state.keep(resolver)
    resolver.connection.close()

    for number, day in enumerate(days[1:], start=2):
        bring(tmp_path, state, day)
        so_far = [record for earlier in days[:number] for record in earlier]
        assert mapped(tmp_path / "map.parquet") == expected(so_far)


def test_blocked_and_shared_values_link_nobody(tmp_path: Path) -> None:
    rules = {
        "email": {"blocked_values": ["none"]},
        "phone": {"blocked_pattern": "^0+$", "most_members": 2},
    }
    records: list[Record] = [
        ("none", "000", None),
        ("a", "000", "5"),
        ("b", "5", "9"),
        ("none", "8", None),
        *((f"card {number}", "9", None) for number in range(2)),
    ]
    resolver = full(tmp_path, records, limits=Limits(rules))
    resolver.write_map(tmp_path / "map.parquet")

    found = mapped(tmp_path / "map.parquet")
    withheld = {("email", "none"), ("phone", "000"), ("phone", "9")}
    linking = members(records, TYPES, lambda cell: cell not in withheld)
    assert found == {
        **dict.fromkeys(withheld),
        **{cell: one_id(eldest) for cell, eldest in linking.items()},
    }
    statuses = dict(duckdb.sql(f"select value, status from '{tmp_path}/map.parquet'").fetchall())
    assert (statuses["none"], statuses["9"], statuses["8"]) == ("blocked", "shared", "linked")


def test_made_up_records_come_out_the_same_with_little_memory_and_one_thread(
    tmp_path: Path,
) -> None:
    write_graph(tmp_path / "links.parquet", 20_000, tmp_path / "day.parquet")
    columns = [Column.parse("a=id"), Column.parse("b=id")]
    maps = []
    for memory, threads in (("8GB", 2), ("60MB", 1)):
        connection = connect(tmp_path, memory, threads)
        opened = open_records(connection, [tmp_path / "links.parquet"], columns)
        resolver = Resolver(connection, opened, Limits())
        resolver.resolve()
        resolver.write_map(tmp_path / "map.parquet")
        maps.append(mapped(tmp_path / "map.parquet"))
    assert maps[0] == maps[1]
    rows = duckdb.sql(f"select a, b from '{tmp_path}/links.parquet'").fetchall()
    by_union_find = members(rows, ["id", "id"])
    assert maps[0] == {cell: one_id(eldest) for cell, eldest in by_union_find.items()}


def test_customers_have_the_shape_that_is_claimed(tmp_path: Path) -> None:
    write_customers(tmp_path / "customers.parquet", 5_000)
    rows, emails, phones, cards = duckdb.sql(
        "select count(*), count(distinct email), count(distinct phone), count(distinct loyalty_id)"
        f" from '{tmp_path}/customers.parquet'"
    ).fetchall()[0]
    assert rows == 5_000
    assert 3_700 < emails < 4_400
    assert 4_300 < phones < 4_800
    assert 2_600 < cards < 3_200


def test_a_missing_column_and_an_unknown_limit_are_named(tmp_path: Path) -> None:
    connection = connect(tmp_path, "1GB", 1)
    file = write(tmp_path / "records.parquet", [("a", None, None)])
    with pytest.raises(ValueError, match="no column unionid"):
        open_records(connection, [file], [Column.parse("unionid")])
    rules = tmp_path / "rules.yml"
    rules.write_text("types: {phone: {most_people: 3}}")
    with pytest.raises(ValueError, match=r"phone\.most_people"):
        Limits.read(rules, open_records(connection, [file], COLUMNS))


def test_limits_and_a_state_are_refused_together_on_every_day(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(tmp_path / "records.parquet", [("a", "1", None)])
    rules = tmp_path / "rules.yml"
    rules.write_text("types: {email: {most_members: 3}}")
    state = str(tmp_path / "state.duckdb")
    command = ["identity", str(file), "--identifiers", "email", "phone", "--state", state]
    monkeypatch.setattr("sys.argv", command)
    assert main() == 0
    monkeypatch.setattr("sys.argv", [*command, "--rules", str(rules)])
    assert main() == 2
    assert "leave out one" in capsys.readouterr().err
