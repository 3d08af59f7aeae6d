"""Records as the identity benchmark reads them: files, identifier columns, places of cells.

A *cell* is one identifier in one record. It is numbered by where it stands, so the smallest cell of
an identifier is where it landed first: a number that no thread, run or memory limit can change.
What is made of the cells is said in `identity_engine`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
            ValueError: A name is empty, or the type has a character that ids are made with.
        """
        name, _, identifier_type = text.partition("=")
        identifier_type = identifier_type or name
        if not name or "|" in identifier_type:
            raise ValueError(f"{text!r} is no identifier column: give NAME or NAME=TYPE")
        return cls(name, identifier_type)


@dataclass(frozen=True, slots=True)
class Records:
    """Rows of several files as one sequence, and the columns that are of interest.

    Attributes:
        relations: What to select from, with the number of its first row; each has the column
            `file_row_number`, and `text_0`, `text_1` … for the identifier columns.
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
            f"select {expressions} from (select *, cast(file_row_number + {first} as"
            f" {self._integer}) as row_number from {relation}) as records where {condition}"
            for relation, first in self.relations
        )

    @property
    def _integer(self) -> str:
        """The smallest type that all cells fit into: half the bytes in most tables."""
        return "integer" if self.rows * len(self.columns) < 2**31 else "bigint"

    def value(self, position: int) -> str:
        """The normalised value of a column: trimmed, null when nothing is left."""
        return normalised(f"text_{position}")

    def cell(self, position: int) -> str:
        """The number of a column's cell."""
        return f"row_number * {len(self.columns)} + {position}"

    def cells(self) -> str:
        """A query with a row per cell that has a value: cell, identifier_type, value."""
        return " union all ".join(
            "select cell, identifier_type, value from ("
            + self.select(
                f"{self.cell(position)} as cell, {self.value(position)} as value,"
                f" {quoted(column.identifier_type)} as identifier_type"
            )
            + ") as cells where value is not null"
            for position, column in enumerate(self.columns)
        )


def types_of(columns: Sequence[Column]) -> list[str]:
    """Each type once, in the order of its first column: its place is its number."""
    return list(dict.fromkeys(column.identifier_type for column in columns))


def normalised(value: str) -> str:
    """Trim only what needs it: to trim each of a million clean values costs more than its md5."""
    clean = " and ".join(
        (
            f"{value} >= '!'",
            f"{value} < chr(127)",
            *(f"not ends_with({value}, {end})" for end in ENDS),
        )
    )
    return f"case when {clean} then {value} else nullif(regexp_replace({value}, {EDGES}), '') end"


ENDS = ("' '", "chr(9)", "chr(10)", "chr(13)", "chr(160)", "chr(12288)")
EDGES = r"'^[\s\x{a0}\x{3000}]+|[\s\x{a0}\x{3000}]+$', '', 'g'"


def quoted(text: object) -> str:
    """A text as SQL says it."""
    return "'" + str(text).replace("'", "''") + "'"


def named(column: str) -> str:
    """A column's name as SQL says it."""
    return '"' + column.replace('"', '""') + '"'


def open_records(
    connection: duckdb.DuckDBPyConnection,
    files: Sequence[Path],
    columns: Sequence[Column],
    first_row: int = 0,
    record: str | None = None,
) -> Records:
    """Look at the files in the order they are given.

    Args:
        connection: Reads them; CSV files are loaded into temporary tables.
        files: Parquet, or CSV with a header; `*` stands for several, in the order of their names.
        columns: The identifier columns.
        first_row: How many records landed before these.
        record: The column that names records, if they have names.

    Raises:
        ValueError: No file is there, or one lacks a column or holds lists or the like in it.
    """
    relations, rows = [], first_row
    for number, file in enumerate(_expanded(files)):
        relation = _relation(connection, file, number)
        described = connection.execute(f"describe select * from {relation}").fetchall()
        types = {row[0]: str(row[1]) for row in described}
        names = [*(column.name for column in columns), *([record] if record else [])]
        _check_columns(types, names, file)
        texts = [
            f"{_text(named(column.name), types[column.name])} as text_{place}"
            for place, column in enumerate(columns)
        ]
        if record:
            texts.append(f"cast({named(record)} as varchar) as record")
        read = f"(select {', '.join(texts)}, file_row_number from {relation})"
        relations.append((read, rows))
        counted = connection.execute(f"select count(*) from {relation}").fetchone()
        rows += counted[0] if counted else 0
    return Records(relations, columns, rows)


def _expanded(files: Sequence[Path]) -> list[Path]:
    found: list[Path] = []
    for file in files:
        matching = [file] if file.is_file() else sorted(file.parent.glob(file.name))
        if not matching or not all(one.is_file() for one in matching):
            raise ValueError(f"{file} is no file")
        found += matching
    return found


def _relation(connection: duckdb.DuckDBPyConnection, file: Path, number: int) -> str:
    if file.suffix.lower() == ".parquet":
        return f"read_parquet({quoted(file)}, file_row_number = true)"
    connection.execute("set preserve_insertion_order = true")
    connection.execute(
        f"create temporary table csv_{number} as select *, row_number() over () - 1 as"
        f" file_row_number from read_csv({quoted(file)}, all_varchar = true)"
    )
    connection.execute("set preserve_insertion_order = false")
    return f"csv_{number}"


def _check_columns(types: Mapping[str, str], names: Sequence[str], file: Path) -> None:
    missing = [name for name in names if name not in types]
    if missing:
        known = ", ".join(name for name in types if name != "file_row_number")
        raise ValueError(f"{file.name} has no column {', '.join(missing)}; it has {known}")
    for name in names:
        if types[name].endswith("]") or types[name].startswith(("STRUCT", "MAP", "UNION")):
            raise ValueError(
                f"{file.name}: {name} holds {types[name]}; give a column of single values"
            )


def _text(column: str, data_type: str) -> str:
    """A column as text; whole numbers that were stored as floating-point ones have no `.0`."""
    if data_type not in ("DOUBLE", "FLOAT"):
        return f"cast({column} as varchar)"
    return (
        f"case when not isfinite({column}) then null"
        f" when {column} = trunc({column}) and abs({column}) < 1e15"
        f" then cast(cast({column} as bigint) as varchar) else cast({column} as varchar) end"
    )
