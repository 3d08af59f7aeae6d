"""How one table of one file is to be read: header, mapping and readers, put together.

A ``Layout`` is made once a table; after that, a row is only a walk over its columns. Whether a
table can be read at all is decided here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from connectors.offline.dates import ends_with_year, is_day_first
from connectors.offline.errors import UnusableFile
from connectors.offline.fields import FIELDS, HELPERS, Field, Reader, read_rest, reader
from connectors.offline.header import Header, find_header, label_rows, numbered_header
from connectors.offline.kinds import DECLARED
from connectors.offline.labels import Label
from connectors.offline.mapping import DeclaredMapping
from connectors.offline.numbers import decimal_comma_reader, writes_decimal_comma
from connectors.offline.table import SCANNED_ROWS, ColumnRows, Row, Table
from connectors.offline.vocabulary import NotTaken, Vocabulary, looks_like_header, rest_places

REST = "rest:"
"""Before the label of a column without a meaning, for kinds that keep what they do not know."""

DATES = frozenset(["clock", "day", "moment"])
NUMBERS = frozenset(["count", "money", "rate", "reduction"])
"""The forms of columns that hold dates."""


@dataclass(frozen=True, slots=True)
class Column:
    """One canonical column of a table: where it stands and how it is read."""

    name: str
    places: tuple[int, ...]
    read: Reader
    essential: bool
    totalled: bool
    label: str
    coalesced: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """How to read one table.

    Attributes:
        table: The table.
        header: Its header; data begins below.
        columns: What is read from a row, in the order of the payload.
        constants: What every row has without a column for it.
        declared: Name of the mapping file that applies, if one does.
        missing: Columns that the mapping file declares and the table does not have.
    """

    table: Table
    header: Header
    columns: tuple[Column, ...]
    constants: Mapping[str, str]
    declared: str | None = None
    missing: tuple[str, ...] = ()

    @property
    def mapped(self) -> tuple[Column, ...]:
        """The columns that have a meaning."""
        return tuple(column for column in self.columns if not column.name.startswith(REST))

    def __str__(self) -> str:
        form = f"text in {self.table.encoding}" if self.table.encoding else "workbook"
        how = f"mapping {self.declared}" if self.declared else "synonyms"
        name = self.table.name or self.table.index + 1
        row = self.header.last_row
        header = f"header in row {row}" if row else "no header"
        return f"table {name} ({form}): {self.header.kind}, {header}, by {how}"


@dataclass(frozen=True, slots=True)
class Unknown:
    """A table that cannot be read.

    Attributes:
        table: The table.
        empty: It has no rows at all.
        labels: Its labels, if it is certain that they are labels.
        export: The recognised export that is not taken, if it is one.
        ignored: A mapping file says to leave it alone.
        looks_tabular: It has several columns and rows, so something may be missed.
    """

    table: Table
    empty: bool = False
    labels: tuple[str, ...] = ()
    export: NotTaken | None = None
    ignored: bool = False
    looks_tabular: bool = False


def lay_out(
    table: Table, file: str, vocabulary: Vocabulary, mappings: Sequence[DeclaredMapping]
) -> Layout | Unknown:
    """Decide how a table is read.

    Args:
        table: The table; its first rows are read.
        file: The file's path within the inbox, for mappings that look at it.
        vocabulary: The shipped synonyms.
        mappings: Declared mappings; the first that applies wins.

    Raises:
        UnusableFile: The file breaks off before its first row.
    """
    rows = first_rows(table)
    if not rows:
        return Unknown(table, empty=True)
    labels = label_rows(rows)
    mapping = next((m for m in mappings if m.applies(file, table.name, labels)), None)
    if mapping and mapping.ignore:
        return Unknown(table, ignored=True)
    if mapping and mapping.kind:
        words = mapping.vocabulary(vocabulary)
        if mapping.header_row == 0:
            return _without_header(table, rows, mapping, words)
        header = find_header(
            rows,
            words,
            kinds=(mapping.kind,),
            at_row=mapping.header_row,
            declared=True,
        )
    else:
        export = next(filter(None, map(vocabulary.recognise, labels)), None)
        if export:
            return Unknown(table, export=export)
        header = find_header(rows, vocabulary)
    if header is None:
        return _unknown(table, rows, labels)
    return _layout(table, header, mapping)


def _without_header(
    table: Table, rows: Sequence[Row], mapping: DeclaredMapping, words: Vocabulary
) -> Layout | Unknown:
    """The layout of a table whose first row is data; its columns are called by their numbers."""
    header = numbered_header(rows, mapping.kind or "", words)
    return _layout(table, header, mapping) if header else _unknown(table, rows, [])


def first_rows(table: Table) -> list[Row]:
    """The first rows of a table that hold anything; fewer when the file breaks off among them.

    Raises:
        UnusableFile: The file breaks off before its first row.
    """
    found: list[Row] = list(table.first)
    if found:
        return found
    filled = (row for row in table.rows() if any(cell.strip() for cell in row.cells))
    try:
        found.extend(islice(filled, SCANNED_ROWS + 1))
    except UnusableFile:
        if not found:
            raise
    return found


def _layout(table: Table, header: Header, mapping: DeclaredMapping | None) -> Layout:
    rules = mapping.columns if mapping else {}
    values = mapping.values if mapping else {}
    columns = []
    fields = _fields(header)
    has_comma = _has_decimal_comma(table, header, fields)
    for name, field in fields.items():
        is_own = name in header.columns
        places = header.columns[name if is_own else field.beside or name]
        label = header.labels[places[0]]
        rule = rules.get(name)
        unit = (rule.unit if rule else None) or label.unit
        read = reader(
            field,
            unit,
            values.get(name, {}),
            epoch_1904=table.epoch_1904,
            day_first=_day_first(table, places[0]) if field.form in DATES else None,
            is_own=is_own,
        )
        if has_comma and field.form in NUMBERS:
            read = decimal_comma_reader(read)
        columns.append(
            Column(name, places, read, field.essential, field.totalled, label.text, len(places) > 1)
        )
    if DECLARED[header.kind].rest:
        columns += _rest(header)
    return Layout(
        table,
        header,
        tuple(columns),
        mapping.constants if mapping else {},
        mapping.name if mapping else None,
        tuple(mapping.missing(header.columns)) if mapping else (),
    )


def _day_first(table: Table, place: int) -> bool | None:
    """What comes first in the dates of a column; it is read as far down as it takes to know."""
    first = [row.cells[place] for row in first_rows(table) if place < len(row.cells)]
    if any(map(ends_with_year, first)):
        with suppress(UnusableFile):
            return is_day_first(_cells(table, place))
    return None


def _has_decimal_comma(table: Table, header: Header, fields: Mapping[str, Field]) -> bool:
    """Whether the first rows say that the numbers of a table have a comma before their decimals."""
    places = {
        place
        for name, field in fields.items()
        if field.form in NUMBERS
        for place in header.columns.get(name, ())
    }
    rows = first_rows(table)
    return writes_decimal_comma(
        row.cells[place] for row in rows for place in places if place < len(row.cells)
    )


def _cells(table: Table, place: int) -> Iterator[str]:
    for block in table.blocks():
        if isinstance(block, ColumnRows):
            yield from block.columns[place].values if place < len(block.columns) else ()
        else:
            yield from (row.cells[place] for row in block if place < len(row.cells))


def _fields(header: Header) -> dict[str, Field]:
    kind = header.kind
    found = {**HELPERS[kind], **FIELDS[kind]}
    return {
        name: field
        for name, field in found.items()
        if name in header.columns or field.beside in header.columns
    }


def _rest(header: Header) -> list[Column]:
    found = []
    for place in rest_places(header.labels, header.columns):
        text = header.labels[place].text
        found.append(Column(f"{REST}{text}", (place,), read_rest, False, False, text, False))
    return found


def take_rest(values: dict[str, str]) -> dict[str, str]:
    """Take the columns without a meaning out of the values of a row, by their labels."""
    names = [name for name in values if name.startswith(REST)]
    return {name.removeprefix(REST): values.pop(name) for name in names}


def _unknown(table: Table, rows: Sequence[Row], labels: Sequence[Sequence[Label]]) -> Unknown:
    shown = next((found for found in labels if looks_like_header(found)), ())
    return Unknown(
        table,
        labels=tuple(found.text for found in shown),
        looks_tabular=len(rows) > 1 and any(len(found) > 2 for found in labels),
    )
