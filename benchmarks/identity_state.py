"""What a run of the identity benchmark keeps for the next day, and the day's own run.

A day looks up the identifiers its records name, gives numbers to the unknown ones, links the
records with the members they touch and contracts these links alone; the member with the earlier
first record survives. Who merges is noted, and the identifiers stay as they were written: so a day
rewrites nothing. Only links that are added can be brought in this way: with limits
(`identity_limits`), which can take a link away, a full run is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from benchmarks.identity_engine import Resolver, copy, key
from benchmarks.identity_records import Column, Records, quoted, types_of
from benchmarks.macros import Macros


def attach(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Attach the state's file as database `state`; it is made when there is none."""
    connection.execute(f"attach {quoted(path)} as state")


def keep(resolver: Resolver) -> None:
    """Keep the result of a full run: identifiers, members, and who merged since (nobody yet)."""
    columns = resolver.records.columns
    types, counts = resolver.records.types, resolver.counts()
    resolver.connection.execute(
        "create table state.identifiers as "
        + " union all ".join(
            f"select cast({types.index(column.identifier_type)} as tinyint) as type_number,"
            f" {key(f'value_{place}')} as key, value_{place} as value,"
            f" row_number * {len(columns)} + {place} as number, component"
            f" from named where value_{place} is not null"
            for place, column in enumerate(columns)
        )
    )
    resolver.connection.execute(
        "create table state.members as select component, one_id from members"
        " where one_id is not null"
    )
    resolver.connection.execute("create table state.merged (node bigint, component bigint)")
    resolver.connection.execute(
        f"create table state.meta as select {quoted(_signature(columns))} as columns,"
        f" {counts['records']}::bigint as rows, {counts['members']}::bigint as members,"
        f" {counts['identifiers']}::bigint as identifiers"
    )
    resolver.connection.execute("checkpoint state")


def rows_before(connection: duckdb.DuckDBPyConnection, columns: Sequence[Column]) -> int:
    """How many records the attached state has seen.

    Raises:
        ValueError: It was made with other identifier columns, by which numbers are meant.
    """
    kept = connection.execute("select columns, rows from state.meta").fetchone()
    assert kept is not None
    if kept[0] != _signature(columns):
        raise ValueError(f"the state was made with --identifiers {kept[0]}")
    return int(kept[1])


class Day:
    """New records brought into the attached state, in place.

    Its queries have no parameters: binding the first one costs DuckDB's client as much as the day.

    Args:
        connection: Has the state attached.
        records: The new records, numbered on from the state's.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, records: Records) -> None:
        self.connection = connection
        self.records = records
        self.macros = Macros(connection)
        self.rounds = 0
        self._width = len(records.columns)
        self._first_row = records.relations[0][1]

    def resolve(self) -> None:
        """Bring the state up to date; leaves `changes` behind."""
        self._look_up()
        edges = (
            f"select cells.cell // {self._width} as node_a,"
            f" coalesce(found.component, found.number // {self._width}) as node_b"
            " from cells inner join found"
            " on cells.key = found.key and cells.type_number = found.type_number"
        )
        self.rounds = self.macros.call("contract_edges", "people", edges)
        self._note_changes()
        self._apply()

    def _look_up(self) -> None:
        """`cells`: the day's identifiers, each time they stand; `found`: each of them once."""
        types = self.records.types
        numbered = " ".join(
            f"when {quoted(name)} then {number}" for number, name in enumerate(types)
        )
        self._table(
            "cells",
            f"select cell, cast(case identifier_type {numbered} end as tinyint) as type_number,"
            f" {key('value')} as key, value from ({self.records.cells()}) as cells",
        )
        self._table(
            "named",
            "select type_number, key, min(cell) as cell, any_value(value) as value from cells"
            " group by type_number, key",
        )
        self._table(
            "found",
            "select named.type_number, named.key, named.value,"
            " coalesce(identifiers.number, named.cell) as number,"
            " coalesce(merged.component, identifiers.component) as component from named"
            " left join state.identifiers as identifiers"
            " on named.key = identifiers.key and named.type_number = identifiers.type_number"
            " left join state.merged as merged on identifiers.component = merged.node",
        )

    def _note_changes(self) -> None:
        """`changes`: who is new, with key and number, and who has another member than before."""
        self._table(
            "moving",
            "select node as kept, node as old_component, component from people__hooked"
            " union all select earlier.node, earlier.component, hooked.component"
            " from state.merged as earlier inner join people__hooked as hooked"
            " on earlier.component = hooked.node",
        )
        self._table(
            "changes",
            "select moved.type_number, null as key, moved.value, null as number, moving.component,"
            " moving.old_component from state.identifiers as moved"
            " inner join moving on moved.component = moving.kept"
            " union all select found.type_number, found.key, found.value, found.number,"
            f" coalesce(merged.component, found.number // {self._width}), null from found"
            f" left join people__hooked as merged on found.number // {self._width} = merged.node"
            " where found.component is null",
        )

    def _apply(self) -> None:
        self.connection.execute("begin")
        self.connection.execute(
            "update state.merged set component = hooked.component"
            " from people__hooked as hooked where merged.component = hooked.node"
        )
        self.connection.execute(
            "insert into state.merged select node, component from people__hooked"
            f" where node < {self._first_row}"
        )
        self.connection.execute(
            "insert into state.identifiers select type_number, key, value, number, component"
            " from changes where old_component is null"
        )
        self.connection.execute(f"insert into state.members {self._new_members()}")
        identifiers, members = self._added()
        self.connection.execute(
            f"update state.meta set rows = {self.records.rows},"
            f" identifiers = identifiers + {identifiers}, members = members + {members}"
        )
        self.connection.execute("commit")
        self.connection.execute("checkpoint state")

    def _new_members(self) -> str:
        """A query of the members that begin on this day, named after their first identifier."""
        named = type_name("type_number", self.records.columns)
        return (
            f"select component, {self.macros.call('one_id', named, quoted(''), 'value')}"
            f" from changes where old_component is null and component >= {self._first_row}"
            f" and number // {self._width} = component"
            " qualify row_number() over (partition by component order by number) = 1"
        )

    def _added(self) -> tuple[int, int]:
        """How many identifiers and members there are more than before."""
        added = self.connection.execute(
            "select count(*), count(distinct case when component >= "
            f"{self._first_row} then component end) from changes where old_component is null"
        ).fetchone()
        merged = self.connection.execute(
            f"select count(*) from people__hooked where node < {self._first_row}"
        ).fetchone()
        assert added is not None
        assert merged is not None
        return added[0], added[1] - merged[0]

    def write_changes(self, path: Path) -> None:
        """Write identifier_type, value, one_id and old_one_id (null: it is new)."""
        copy(
            self.connection,
            f"select {type_name('type_number', self.records.columns)}"
            " as identifier_type, value, members.one_id, old_members.one_id as old_one_id"
            " from changes inner join state.members as members"
            " on changes.component = members.component"
            " left join state.members as old_members"
            " on changes.old_component = old_members.component",
            path,
        )

    def counts(self) -> dict[str, int]:
        """What there is after the day, and how much the day changed."""
        kept = self.connection.execute("select identifiers, members from state.meta").fetchone()
        assert kept is not None
        return {
            "records": self.records.rows,
            "identifiers": kept[0],
            "members": kept[1],
            "rounds": self.rounds,
            "changed_identifiers": self.macros.call("count_rows", "changes"),
        }

    def _table(self, name: str, query: str) -> None:
        self.connection.execute(f"create temporary table {name} as {query}")


def write_map(connection: duckdb.DuckDBPyConnection, columns: Sequence[Column], path: Path) -> None:
    """Write the whole map of the attached state, as a full run does."""
    copy(
        connection,
        f"select {type_name('type_number', columns)} as identifier_type, value, members.one_id,"
        " 'linked' as status from state.identifiers as identifiers"
        " left join state.merged as merged on identifiers.component = merged.node"
        " inner join state.members as members"
        " on coalesce(merged.component, identifiers.component) = members.component",
        path,
    )


def type_name(number: str, columns: Sequence[Column]) -> str:
    """The type by its number."""
    named = " ".join(
        f"when {place} then {quoted(name)}" for place, name in enumerate(types_of(columns))
    )
    return f"case {number} {named} end"


def _signature(columns: Sequence[Column]) -> str:
    return " ".join(f"{column.name}={column.identifier_type}" for column in columns)
