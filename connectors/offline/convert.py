"""Cells to values, column by column: a whole block of rows with one call for each distinct cell.

What a merged range says to the rows below its top is written into their cells first, so that every
row is like every other. What becomes of the values is the business of ``rows``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from connectors.core.columns import Column as Cells
from connectors.offline.cells import BadValue, clean
from connectors.offline.fields import FIELDS
from connectors.offline.layout import Column, Layout
from connectors.offline.table import ColumnRows, Row, numbers

Values = dict[str, str]
Read = str | BadValue | None
"""What a reader makes of a cell."""

REMEMBERED_CELLS = 8192

NOT_FILLED_DOWN = frozenset(
    name
    for fields in FIELDS.values()
    for name, one in fields.items()
    if one.form in ("money", "count", "reduction")
)
"""In merged cells a word speaks for all rows of the range; a number speaks for the range once."""


class Noted(Protocol):
    """Where values that were left out are counted."""

    def add(self, column: str, problem: BadValue, row: int) -> None:
        """Count one value that was left out."""
        ...


@dataclass(frozen=True, slots=True)
class Lines:
    """Rows of a table as values.

    Attributes:
        rows: The rows as they stand in the file.
        columns: By canonical name the values, in the order of the payload; None for nothing.
        bad: By their places, the rows with an essential cell that cannot be read: the first such
            column, and what is wrong.
    """

    rows: Sequence[Row]
    columns: Mapping[str, Cells]
    bad: Mapping[int, tuple[str, BadValue]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.rows)

    def values(self) -> Iterator[Values]:
        """The values of each row that are there."""
        names = tuple(self.columns)
        for line in zip(*self.columns.values(), strict=True):
            if all(line):
                yield dict(zip(names, line))  # noqa: B905 - of one length; half the time
            else:
                yield {name: value for name, value in zip(names, line) if value}  # noqa: B905

    def without_blanks(self) -> Lines:
        """The rows of which anything could be read, or could not but should have been."""
        if any(column.is_full for column in self.columns.values()):
            return self
        said = [any(line) for line in zip(*self.columns.values(), strict=True)]
        kept = [place for place, is_said in enumerate(said) if is_said or place in self.bad]
        if len(kept) == len(self):
            return self
        return Lines(
            [self.rows[place] for place in kept],
            {name: column.at(kept) for name, column in self.columns.items()},
            {new: self.bad[old] for new, old in enumerate(kept) if old in self.bad},
        )


class Converter:
    """Reads the cells of one table.

    Args:
        layout: How the table is read.
        notes: Counts what was left out.
    """

    def __init__(self, layout: Layout, notes: Noted) -> None:
        self._notes = notes
        self._columns = layout.columns
        is_text = bool(layout.table.encoding)
        self._readers = [(_Known if is_text else _KnownTyped)(one).read for one in self._columns]

    def lines(self, rows: Sequence[Row]) -> Lines:
        """Read rows of one width, in their order."""
        if isinstance(rows, ColumnRows):
            cells: Sequence[Iterable[str]] = rows.columns
            has_merged = False
        else:
            cells = list(zip(*(row.cells for row in rows), strict=True))
            has_merged = any(row.merged for row in rows)
        read = {
            column.name: read(
                [_elsewhere(row, column) for row in rows]
                if has_merged or column.coalesced
                else cells[column.places[0]]
            )
            for column, read in zip(self._columns, self._readers, strict=True)
        }
        return Lines(rows, *self._judged(rows, read))

    def _judged(
        self, rows: Sequence[Row], read: Mapping[str, Cells]
    ) -> tuple[Mapping[str, Cells], dict[int, tuple[str, BadValue]]]:
        """Note what was left out, and find the rows that cannot be taken."""
        troubled = [
            (place, column, found)
            for column in self._columns
            for place, found in _troubles(read[column.name])
        ]
        if not troubled:
            return read, {}
        bad: dict[int, tuple[str, BadValue]] = {}
        number = numbers(rows)
        for place, column, problem in sorted(troubled, key=lambda one: one[0]):
            if not column.essential:
                self._notes.add(column.label, problem, number[place])
            elif place not in bad:
                bad[place] = column.label, problem
        return {name: column.mapped(_instead) for name, column in read.items()}, bad


class _Known:
    """What each text of one column was read as: the same few come again and again."""

    def __init__(self, column: Column) -> None:
        self._column = column
        self._known: dict[Any, Read] = {}

    def read(self, cells: Iterable[str]) -> Cells:
        """What the cells say; a ``BadValue`` stands where a cell cannot be read."""
        if len(self._known) > REMEMBERED_CELLS:
            self._known.clear()
        distinct = cells if isinstance(cells, Cells) else Cells.of(self._keys(cells))
        known = self._known
        new = [key for key in distinct.values if key not in known]
        known.update(zip(new, map(self._read, new), strict=True))
        return distinct.mapped(known.__getitem__)

    def _keys(self, cells: Iterable[str]) -> Iterable[Any]:
        return cells

    def _read(self, key: Any) -> Read:
        return _read(self._column, key)


class _KnownTyped(_Known):
    """The same for workbooks, in which a text and a number may look alike."""

    def _keys(self, cells: Iterable[str]) -> Iterable[Any]:
        return ((type(cell), cell) for cell in cells)

    def _read(self, key: Any) -> Read:
        return _read(self._column, key[1])


def _read(column: Column, cell: str) -> Read:
    try:
        return column.read(cell) or None
    except BadValue as problem:
        return problem


def _troubles(column: Cells) -> Iterator[tuple[int, BadValue]]:
    bad = {code: one for code, one in enumerate(column.values) if isinstance(one, BadValue)}
    if bad:
        for place, code in enumerate(column.codes):
            if code in bad:
                yield place, bad[code]


def _instead(value: Read) -> str | None:
    return value.instead or None if isinstance(value, BadValue) else value


def _elsewhere(row: Row, column: Column) -> str:
    """The cell, or the next one of the same meaning, or what a merged range says."""
    for place in column.places:
        if clean(row.cells[place]):
            return row.cells[place]
    if row.merged and column.name not in NOT_FILLED_DOWN:
        return row.merged.get(column.places[0], "")
    return ""
