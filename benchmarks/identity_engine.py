"""From records to members: the identity benchmark's full run, on the SQL of the dbt project.

Identifiers are told apart by their whole md5, never by a short hash. What is contracted are
records: each is linked to the first record of each of its identifiers, so that an identifier that
stands in one record alone costs no join. Members come from the macro `contract_edges`, their ids
from `one_id`. What a later day changes is in `identity_state`, which values may link in
`identity_limits`.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from benchmarks.identity_limits import Limits
from benchmarks.identity_records import Records, quoted
from benchmarks.identity_separation import separate
from benchmarks.macros import Macros


class Resolver:
    """One full run; `resolve` goes first, what it leaves behind is then written.

    Args:
        connection: An empty database.
        records: What is resolved.
        limits: Which values link nobody.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, records: Records, limits: Limits
    ) -> None:
        self.connection = connection
        self.records = records
        self.limits = limits
        self.macros = Macros(connection)
        self.rounds = 0

    def resolve(self) -> None:
        """From records to members; leaves the tables `linking`, `named` and `members`."""
        self._number_identifiers()
        self.limits.judge(self.connection, self.records)
        self.rounds = self.macros.call("contract_edges", "people", self._edges(), self._hooks())
        self._name_members()
        if self.limits.one_per_member:
            separate(self.connection, self.macros, self.records, self.limits.one_per_member)
            self._rename_separated()

    @property
    def _places(self) -> range:
        return range(len(self.records.columns))

    def _number_identifiers(self) -> None:
        """`numbers`: for each record the first cell of each of its identifiers."""
        keys = ", ".join(
            f"{key(self.records.value(place))} as key_{place}" for place in self._places
        )
        self._table("keys", self.records.select(f"row_number, {keys}"))
        types = self.records.types
        for number, identifier_type in enumerate(types):
            self._table(f"repeated_{number}", self._repeated(identifier_type))
        numbers = ", ".join(
            f"case when key_{place} is not null then coalesce(found_{place}.number,"
            f" {self.records.cell(place)}) end as number_{place}"
            for place in self._places
        )
        joins = " ".join(
            f"left join repeated_{types.index(column.identifier_type)} as found_{place}"
            f" on keys.key_{place} = found_{place}.key"
            for place, column in enumerate(self.records.columns)
        )
        self._table("numbers", f"select row_number, {numbers} from keys {joins}")
        for name in ("keys", *(f"repeated_{number}" for number in range(len(types)))):
            self.connection.execute(f"drop table {name}")

    def _repeated(self, identifier_type: str) -> str:
        """Identifiers of a type that stand in more than one cell, and their first cell."""
        cells = " union all ".join(
            f"select key_{place} as key, {self.records.cell(place)} as cell from keys"
            for place, column in enumerate(self.records.columns)
            if column.identifier_type == identifier_type
        )
        return (
            f"select key, min(cell) as number from ({cells}) as cells where key is not null"
            " group by key having min(cell) <> max(cell)"
        )

    def _hooks(self) -> str:
        """Each record with the earliest record that shares an identifier with it."""
        return (
            f"select row_number as node, {self._earliest()} as root from linking"
            f" where {self._earliest()} < row_number"
        )

    def _edges(self) -> str:
        """That record with the first records of the other identifiers."""
        return " union all ".join(
            f"select {self._earliest()} as node_a, {self._row(place)} as node_b from linking"
            f" where {self._row(place)} < row_number"
            for place in self._places
        )

    def _earliest(self) -> str:
        rows = [self._row(place) for place in self._places]
        return f"least({', '.join(rows)})" if len(rows) > 1 else rows[0]

    def _row(self, place: int) -> str:
        return f"number_{place} // {len(self.records.columns)}"

    def _name_members(self) -> None:
        """`named`: records that name an identifier first, with their member's first record.

        `members`: that record, and the id made from its first identifier.
        """
        firsts = ", ".join(
            f"case when placed.number_{place} = {self.records.cell(place)}"
            f" then value_{place} end as value_{place}"
            for place in self._places
        )
        values = ", ".join(
            f"{self.records.value(place)} as value_{place}" for place in self._places
        )
        new = " or ".join(f"number_{place} = {self.records.cell(place)}" for place in self._places)
        records = self.records.select(f"row_number as record_row, {values}")
        self._table(
            "named",
            f"select placed.row_number, placed.component, {firsts}{self._statuses()}"
            f" from ({records}) as records inner join ("
            "select numbers.*, coalesce(hooked.component, numbers.row_number) as component"
            " from numbers left join people__hooked as hooked on numbers.row_number = hooked.node"
            f" where {new}) as placed on records.record_row = placed.row_number {self._withheld()}",
        )
        one_ids = ", ".join(self._one_id(place) for place in self._places)
        self._table(
            "members",
            f"select component, coalesce({one_ids}) as one_id from named"
            " where row_number = component",
        )

    def _one_id(self, place: int) -> str:
        identifier_type = quoted(self.records.columns[place].identifier_type)
        one_id = self.macros.call("one_id", identifier_type, "''", f"value_{place}")
        kept = f" and status_{place} is null" if self.limits.types else ""
        return f"case when value_{place} is not null{kept} then {one_id} end"

    def _rename_separated(self) -> None:
        """`renamed`: the ids of identifiers whose member was taken apart."""
        width = len(self.records.columns)
        one_ids = " ".join(f"when {place} then {self._one_id(place)}" for place in self._places)
        self._table(
            "renamed",
            f"select separated.number, elders.one_id from separated inner join ("
            f"select member, case member % {width} {one_ids} end as one_id"
            " from (select distinct member from separated) as apart"
            f" inner join named on apart.member // {width} = named.row_number"
            ") as elders on separated.member = elders.member",
        )

    def _statuses(self) -> str:
        if not self.limits.types:
            return ""
        return "".join(f", withheld_{place}.status as status_{place}" for place in self._places)

    def _withheld(self) -> str:
        if not self.limits.types:
            return ""
        return " ".join(
            f"left join withheld as withheld_{place}"
            f" on withheld_{place}.number = {self.records.cell(place)}"
            for place in self._places
        )

    def write_map(self, path: Path) -> None:
        """Write identifier_type, value, one_id and status of every identifier."""
        one_id, status, renaming = "members.one_id", "'linked'", ""
        if self.limits.one_per_member:
            one_id = "coalesce(renamed.one_id, members.one_id)"
            renaming = f" left join renamed on row_number * {len(self.records.columns)} + {{0}}"
            renaming += " = renamed.number"
        if self.limits.types:
            one_id = f"case when status_{{0}} is null then {one_id} end"
            status = "coalesce(status_{0}, 'linked')"
        copy(
            self.connection,
            " union all ".join(
                f"select {quoted(column.identifier_type)} as identifier_type,"
                f" value_{place} as value, {one_id.format(place)} as one_id,"
                f" {status.format(place)} as status from named"
                " inner join members on named.component = members.component"
                f"{renaming.format(place)} where value_{place} is not null"
                for place, column in enumerate(self.records.columns)
            ),
            path,
        )

    def write_records(self, path: Path, are_named: bool) -> None:
        """Write record and one_id of every record; one without identifiers is a member alone.

        Args:
            path: The Parquet file.
            are_named: A column names the records; without one, their place among them does.
        """
        name = "record" if are_named else "cast(row_number as varchar)"
        alone = self.macros.call("one_id", "'record'", "''", "records.record")
        records = self.records.select(f"row_number as record_row, {name} as record")
        one_id, renaming = "members.one_id", ""
        if self.limits.one_per_member:
            one_id = "renamed.one_id, members.one_id"
            renaming = (
                " left join (select distinct row_number, firmest from placed) as firm"
                " on records.record_row = firm.row_number"
                " left join renamed on firm.firmest = renamed.number"
            )
        copy(
            self.connection,
            f"select records.record, coalesce({one_id}, {alone}) as one_id"
            f" from ({records}) as records"
            " left join people__hooked as hooked on records.record_row = hooked.node"
            " left join members on coalesce(hooked.component, record_row) = members.component"
            f"{renaming}",
            path,
        )

    def counts(self) -> dict[str, int]:
        """What there is, for the report."""
        values = " + ".join(f"count(value_{place})" for place in self._places)
        identifiers = self.connection.execute(f"select {values} from named").fetchone()
        counting = "select count(one_id) from members"
        if self.limits.one_per_member:
            counting = (
                "select count(distinct one_id) from (select one_id from members"
                " anti join crowded on members.component = crowded.component"
                " union all select one_id from renamed) as ids"
            )
        members = self.connection.execute(counting).fetchone()
        return {
            "records": self.records.rows,
            "identifiers": identifiers[0] if identifiers else 0,
            "members": members[0] if members else 0,
            "rounds": self.rounds,
        }

    def _table(self, name: str, query: str) -> None:
        self.connection.execute(f"create temporary table {name} as {query}")


def key(value: str) -> str:
    """What identifiers of one type are told apart by: the whole md5, never a short hash."""
    return f"md5_number({value})"


def copy(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    """Write a query as Parquet; ids and values hardly repeat, so a dictionary is soon given up."""
    options = "format parquet, parquet_version v2, dictionary_size_limit 64, compression lz4_raw"
    connection.execute(f"copy ({query}) to {quoted(path)} ({options})")
