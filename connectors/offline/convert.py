"""Cells to values: a block of rows column by column where that is possible, else row by row.

A column is read with one call for many cells, which costs a third of asking cell by cell. Rows that
need a look at their neighbours (merged ranges, a second column of the same meaning) go one by one.
What becomes of the values is the business of ``rows``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Protocol

from connectors.offline.cells import REMEMBERED_CELLS, BadValue, clean
from connectors.offline.fields import FIELDS
from connectors.offline.layout import Column, Layout
from connectors.offline.table import Row

Values = dict[str, str]
Cell = str | BadValue | None
"""What a reader makes of a cell."""

NOT_FILLED_DOWN = frozenset(
    name
    for fields in FIELDS.values()
    for name, field in fields.items()
    if field.form in ("money", "count")
)
"""In merged cells a word speaks for all rows of the range; a number speaks for the range once."""


class Noted(Protocol):
    """Where values that were left out are counted."""

    def add(self, column: str, problem: BadValue, row: int) -> None:
        """Count one value that was left out."""
        ...


class Converted(NamedTuple):
    """The values of one row, and the first essential cell that could not be read."""

    values: Values
    column: str
    bad: BadValue | None


class Converter:
    """Reads the cells of one table.

    Args:
        layout: How the table is read.
        notes: Counts what was left out.
    """

    def __init__(self, layout: Layout, notes: Noted) -> None:
        self._notes = notes
        self._columns = layout.columns
        self._names = tuple(column.name for column in layout.columns)
        self._readers = [
            _reader(column, plain=bool(layout.table.encoding)) for column in self._columns
        ]

    def block(self, rows: Sequence[Row]) -> tuple[list[Values], dict[int, tuple[str, BadValue]]]:
        """Read rows of one width without merged cells, in their order.

        Returns:
            The values of each row; and for rows with an essential cell that cannot be read, by
            their place among these rows, the first such column and what is wrong.
        """
        cells = list(zip(*(row.cells for row in rows), strict=True))
        read = [
            read_all([_elsewhere(row, column) for row in rows])
            if column.coalesced
            else read_all(cells[column.places[0]])
            for column, read_all in zip(self._columns, self._readers, strict=True)
        ]
        lines = zip(*read, strict=True)
        if any(BadValue in set(map(type, column)) for column in read):
            judged = [self._judged(line, row.number) for row, line in zip(rows, lines, strict=True)]
            troubled = {n: (one.column, one.bad) for n, one in enumerate(judged) if one.bad}
            return [one.values for one in judged], troubled
        names = self._names
        values = [
            dict(zip(names, line))  # noqa: B905 - of one length; half the time
            if all(line)
            else {name: value for name, value in zip(names, line) if value}  # noqa: B905
            for line in lines
        ]
        return values, {}

    def one(self, row: Row) -> Converted:
        """Read one row of any form."""
        line: list[Cell] = []
        for column in self._columns:
            cell = row.cells[column.places[0]]
            if row.merged or column.coalesced:
                cell = _elsewhere(row, column)
            line.append(_read(column, cell) if cell else None)
        return self._judged(line, row.number)

    def _judged(self, line: Sequence[Cell], number: int) -> Converted:
        values: Values = {}
        first: tuple[str, BadValue | None] = ("", None)
        for column, found in zip(self._columns, line, strict=True):
            value = found
            if isinstance(found, BadValue):
                if not column.essential:
                    self._notes.add(column.label, found, number)
                elif first[1] is None:
                    first = column.label, found
                value = found.instead
            if isinstance(value, str):
                values[column.name] = value
        return Converted(values, *first)


class _Known(dict[str, Cell]):
    """What each text of one column was read as: the same few come again and again."""

    def __init__(self, column: Column) -> None:
        super().__init__()
        self._column = column

    def __missing__(self, cell: str) -> Cell:
        found = self[cell] = _read(self._column, cell)
        return found

    def read_all(self, cells: Sequence[str]) -> list[Any]:
        """What the cells say; a ``BadValue`` stands where a cell cannot be read."""
        if len(self) > REMEMBERED_CELLS:
            self.clear()
        return list(map(self.__getitem__, cells))


def _reader(column: Column, *, plain: bool) -> Callable[[Sequence[str]], list[Any]]:
    """Reads many cells of a column. In a workbook a text and a number may look alike: no memory."""
    return _Known(column).read_all if plain else lambda cells: _read_all(column, cells)


def _read_all(column: Column, cells: Sequence[str]) -> list[Any]:
    try:
        return list(map(column.read, cells))
    except BadValue:
        return [_read(column, cell) for cell in cells]


def _read(column: Column, cell: str) -> Cell:
    try:
        return column.read(cell)
    except BadValue as problem:
        return problem


def _elsewhere(row: Row, column: Column) -> str:
    """The cell, or the next one of the same meaning, or what a merged range says."""
    for place in column.places:
        if clean(row.cells[place]):
            return row.cells[place]
    if row.merged and column.name not in NOT_FILLED_DOWN:
        return row.merged.get(column.places[0], "")
    return ""
