"""Records as the identity benchmark reads them: files, identifier columns, places of cells.

A *cell* is one identifier in one record. It is numbered by where it stands, so the smallest cell of
an identifier is where it landed first: a number that no thread, run or memory limit can change.
What is made of the cells is said in `identity_engine`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb


@dataclass(frozen=True, slots=True)
class Column:
    """A column that holds identifiers of one type; several columns may hold the same type."""

    name: str
    identifier_type: str

    @classmethod
    def parse(cls, text: str) -> Column:
        """Read `column` or `column=type`.

        Raises:
            ValueError: A name is empty, or the type has a character that keys are made with.
        """
        name, _, identifier_type = text.partition("=")
        identifier_type = identifier_type or name
        if not name or set(identifier_type) & {"|", "'"}:
            raise ValueError(f"{text!r} is no identifier column: give NAME or NAME=TYPE")
        return cls(name, identifier_type)


@dataclass(frozen=True, slots=True)
class Records:
    """Rows of several files as one sequence, and the columns that are of interest.

    Attributes:
        relations: What to select from, with the number of its first row; each has the column
            `file_row_number`.
        columns: The identifier columns; the order is part of what numbers mean.
        rows: Rows in all.
    """

    relations: Sequence[tuple[str, int]]
    columns: Sequence[Column]
    rows: int

    @property
    def types(self) -> list[str]:
        """The identifier types, in the order of their first columns."""
        return types_of(self.columns)

    def select(self, expressions: str, condition: str = "true") -> str:
        """A query over all files; `row_number` is a record's place among all records."""
        return " union all ".join(
            f"select {expressions} from (select *, file_row_number + {first} as row_number"
            f" from {relation}) as records where {condition}"
            for relation, first in self.relations
        )

    def value(self, position: int) -> str:
        """The normalised value of a column: trimmed, null when nothing is left."""
        return normalised(f'cast("{self.columns[position].name}" as varchar)')

    def cell(self, position: int) -> str:
        """The number of a column's cell."""
        return f"row_number * {len(self.columns)} + {position}"

    def cells(self) -> str:
        """A query with a row per cell that has a value: cell, identifier_type, value."""
        return " union all ".join(
            "select cell, identifier_type, value from ("
            + self.select(
                f"{self.cell(position)} as cell, '{column.identifier_type}' as identifier_type,"
                f" {self.value(position)} as value"
            )
            + ") as cells where value is not null"
            for position, column in enumerate(self.columns)
        )


def types_of(columns: Sequence[Column]) -> list[str]:
    """Each type once, in the order of its first column: its place is its number."""
    return list(dict.fromkeys(column.identifier_type for column in columns))


def normalised(value: str) -> str:
    """Trim only what needs it: to trim each of a million clean values costs more than its md5."""
    return (
        f"case when {value} >= '!' and not ends_with({value}, ' ') then {value}"
        f" else nullif(trim({value}), '') end"
    )


def open_records(
    connection: duckdb.DuckDBPyConnection,
    files: Sequence[Path],
    columns: Sequence[Column],
    first_row: int = 0,
) -> Records:
    """Look at the files in the order they are given.

    Args:
        connection: Reads them; CSV files are loaded into temporary tables.
        files: Parquet, or CSV with a header.
        columns: The identifier columns.
        first_row: How many records landed before these.

    Raises:
        ValueError: A file lacks one of the columns.
    """
    relations, rows = [], first_row
    for number, file in enumerate(files):
        relation = _relation(connection, file, number)
        _check_columns(connection, relation, columns, file)
        relations.append((relation, rows))
        counted = connection.execute(f"select count(*) from {relation}").fetchone()
        rows += counted[0] if counted else 0
    return Records(relations, columns, rows)


def _relation(connection: duckdb.DuckDBPyConnection, file: Path, number: int) -> str:
    path = str(file).replace("'", "''")
    if file.suffix.lower() == ".parquet":
        return f"read_parquet('{path}', file_row_number = true)"
    connection.execute("set preserve_insertion_order = true")
    connection.execute(
        f"create temporary table csv_{number} as select *, row_number() over () - 1 as"
        f" file_row_number from read_csv('{path}', all_varchar = true)"
    )
    connection.execute("set preserve_insertion_order = false")
    return f"csv_{number}"


def _check_columns(
    connection: duckdb.DuckDBPyConnection, relation: str, columns: Sequence[Column], file: Path
) -> None:
    described = connection.execute(f"describe select * from {relation}").fetchall()
    known = [row[0] for row in described]
    missing = [column.name for column in columns if column.name not in known]
    if missing:
        raise ValueError(
            f"{file.name} has no column {', '.join(missing)}; it has {', '.join(known)}"
        )
