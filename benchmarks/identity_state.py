"""What a run of the identity benchmark keeps for the next day, and the day's own run.

A day looks up the identifiers its records name, gives numbers to the unknown ones, links the
records with the members they touch and contracts these links alone; the member with the earlier
first record survives. Which members merge is noted, beside the identifiers, which stay as they were
written: so a day rewrites nothing. Each stored table is read once a day, and never its values: that
is most of what a day costs. Only links that are added can be brought in this way: with limits
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
    columns, counts = resolver.records.columns, resolver.counts()
    types = [resolver.records.types.index(column.identifier_type) for column in columns]
    resolver.connection.execute(
        "create table state.identifiers as "
        + " union all ".join(
            f"select cast({types[place]} as tinyint) as type_number,"
            f" {_keys(_typed_key(f'value_{place}', str(types[place])))},"
            f" value_{place} as value, row_number * {len(columns)} + {place} as number, component"
            f" from named where value_{place} is not null"
            for place in range(len(columns))
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
        """Bring the state up to date; leaves `arrived` and `merging` behind."""
        self._look_up()
        edges = (
            f"select cells.cell // {self._width} as node_a, found.component as node_b"
            " from cells inner join ("
            "select key_high, key_low, component from known union all"
            f" select key_high, key_low, number // {self._width} from fresh) as found"
            " on cells.key_high = found.key_high and cells.key_low = found.key_low"
        )
        self.rounds = self.macros.call("contract_edges", "people", edges)
        self._note_changes()
        self._apply()

    def _look_up(self) -> None:
        """`cells`: the day's identifiers, each time they stand; `known` and `fresh`: each once."""
        numbered = " ".join(
            f"when {quoted(name)} then {number}" for number, name in enumerate(self.records.types)
        )
        self._table(
            "cells",
            f"select cell, type_number, {_keys('key')}, value from (select *,"
            f" {_typed_key('value', 'type_number')} as key from (select cell,"
            f" cast(case identifier_type {numbered} end as tinyint) as type_number, value"
            f" from ({self.records.cells()}) as cells) as typed) as cells",
        )
        self._table(
            "known",
            "select key_high, key_low, coalesce(merged.component, looked_up.component) as component"
            " from (select key_high, key_low, component from state.identifiers"
            " where key_high in (select key_high from cells)) as looked_up"
            " left join state.merged as merged on looked_up.component = merged.node",
        )
        self._table(
            "fresh",
            "select type_number, key_high, key_low, min(cell) as number, any_value(value) as value"
            " from cells anti join known on cells.key_high = known.key_high"
            " and cells.key_low = known.key_low group by type_number, key_high, key_low",
        )

    def _note_changes(self) -> None:
        """`arrived`: new identifiers with their member; `merging`: members that ended, in whom."""
        self._table(
            "arrived",
            "select fresh.*,"
            f" coalesce(hooked.component, fresh.number // {self._width}) as component from fresh"
            f" left join people__hooked as hooked on fresh.number // {self._width} = hooked.node",
        )
        self._table(
            "merging",
            "select node as old_component, component from people__hooked"
            f" where node < {self._first_row}",
        )

    def _apply(self) -> None:
        self.connection.execute("begin")
        self.connection.execute(
            "update state.merged set component = merging.component"
            " from merging where merged.component = merging.old_component"
        )
        self.connection.execute(
            "insert into state.merged select old_component, component from merging"
        )
        self.connection.execute(
            "insert into state.identifiers select type_number, key_high, key_low, value, number,"
            " component from arrived"
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
            f" from arrived where component >= {self._first_row}"
            f" and number // {self._width} = component"
            " qualify row_number() over (partition by component order by number) = 1"
        )

    def _added(self) -> tuple[int, int]:
        """How many identifiers and members there are more than before."""
        added = self.connection.execute(
            "select count(*), count(distinct case when component >= "
            f"{self._first_row} then component end) from arrived"
        ).fetchone()
        assert added is not None
        return added[0], added[1] - self.macros.call("count_rows", "merging")

    def write_changes(self, path: Path) -> None:
        """Write who is new and which members are one now.

        A new identifier: identifier_type, value, one_id. A member that merged: one_id, old_one_id;
        all that was of the old id is of the other now.
        """
        self._table(
            "concerned",
            "select component, one_id from state.members where component in (select component"
            " from arrived union all select component from merging"
            " union all select old_component from merging)",
        )
        named = type_name("type_number", self.records.columns)
        copy(
            self.connection,
            f"select {named} as identifier_type, value, members.one_id, null as old_one_id"
            " from arrived inner join concerned as members"
            " on arrived.component = members.component"
            " union all select null, null, members.one_id, old_members.one_id from merging"
            " inner join concerned as members on merging.component = members.component"
            " inner join concerned as old_members"
            " on merging.old_component = old_members.component",
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
            "new_identifiers": self.macros.call("count_rows", "arrived"),
            "merged_members": self.macros.call("count_rows", "merging"),
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


def _typed_key(value: str, type_number: str) -> str:
    """One number that tells identifiers of all types apart, so that they are joined by one."""
    return key(f"concat({type_number}, '|', {value})")


def _keys(typed_key: str) -> str:
    """Its halves: to look a day up, the stored ones are read by the first alone."""
    return (
        f"cast({typed_key} >> 64 as ubigint) as key_high,"
        f" cast({typed_key} & 18446744073709551615 as ubigint) as key_low"
    )


def _signature(columns: Sequence[Column]) -> str:
    return " ".join(f"{column.name}={column.identifier_type}" for column in columns)
