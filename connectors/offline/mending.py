"""Refused rows on their way to a person and back: a CSV to mend in Excel, read as part of its file.

Each mended row names the file, table and row it was refused in. Dropped into the inbox again it is
read as that row: under the same header, mapping, store and day, with the same keys. Columns that
begin with ``mdc_`` are the note to the person and are not read. Sealing and revealing do not belong
here.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import StringIO
from itertools import groupby
from typing import Any

from connectors.core.columns import Field, payloads
from connectors.core.stream import Record
from connectors.offline.archive import Note
from connectors.offline.cells import clean
from connectors.offline.errors import UnusableFile
from connectors.offline.layout import Layout, first_rows, lay_out
from connectors.offline.mapping import Conditions, DeclaredMapping
from connectors.offline.table import Row, Table
from connectors.offline.tickets import Delivery, Ticket, letters, ticket_id
from connectors.offline.times import beijing_instant
from connectors.offline.vocabulary import shipped

REF = "mdc_row"
REASON = "mdc_reason"
NEXT_STEP = "mdc_next_step"
OURS = (REF, REASON, NEXT_STEP)
_REF = re.compile(r"([0-9a-f]{12}) (\d+) (\d+)")
_FORMULA = re.compile(r"[=+\-@\t\r\0＝＋－＠]")
_LONG_NUMBER = re.compile(r"0\d+|\d{11,}")


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """One refused row in clear.

    Attributes:
        file: First digits of its file's hash.
        table: Number of the table in the file.
        row: Number of the row in the table.
        reason: Why it was refused.
        next_step: What to do about it.
        cells: Label to cell, as the row stood in the file; empty cells may be missing.
    """

    file: str
    table: int
    row: int
    reason: str
    next_step: str
    cells: Mapping[str, str]


def to_mend(rows: Iterable[RefusedRow]) -> Iterator[tuple[str, str]]:
    """CSV files to mend, one for each table: a name and a text.

    Cells that a spreadsheet would take for a formula, and numbers that it would shorten, begin with
    an apostrophe; it is taken away again when the file comes back.
    """

    def table_of(row: RefusedRow) -> tuple[str, int]:
        return row.file, row.table

    for (file, table), some in groupby(sorted(rows, key=lambda r: (*table_of(r), r.row)), table_of):
        together = list({row.row: row for row in some}.values())
        labels = list(dict.fromkeys(label for row in together for label in row.cells))
        target = StringIO()
        writer = csv.writer(target, lineterminator="\r\n")
        writer.writerow([*labels, *OURS])
        for row in together:
            cells = [_guarded(row.cells.get(label, "")) for label in labels]
            place = f"{row.file} {row.table} {row.row}"
            writer.writerow([*cells, place, row.reason, row.next_step])
        yield f"mend-{file}-{table}.csv", target.getvalue()


def is_mended(table: Table) -> bool:
    """Whether a table is a list of mended rows."""
    rows = first_rows(table)
    return bool(rows) and REF in map(clean, rows[0].cells)


def mended_layouts(
    table: Table, note_of: Callable[[str], Note | None], mappings: Sequence[DeclaredMapping]
) -> tuple[Note, Layout]:
    """How the mended rows are read: as rows of the table they were refused in.

    Args:
        table: The list of mended rows, of one table of one file.
        note_of: The note about a file that was taken before, by the first digits of its hash.
        mappings: Declared mappings; the one that applied to the file applies again.

    Raises:
        UnusableFile: The file they belong to is not known, or they are of several tables.
    """
    header = [clean(cell) for cell in first_rows(table)[0].cells]
    places = {_REF.fullmatch(clean(_cell(row, header.index(REF)))) for row in _below(table)}
    tables = {(found[1], int(found[2])) for found in places if found}
    if None in places or len(tables) != 1:
        raise UnusableFile(
            f"The column {REF} does not name a row of one file in each line.",
            "Leave that column as `mdc quarantine mend` wrote it.",
        )
    ((file, number),) = tables
    note = note_of(file)
    if note is None or str(number) not in note.tables:
        raise UnusableFile(
            f"The file {file} that these rows were refused in is not in this home's archive.",
            "Drop the mended rows into the inbox of the home that refused them.",
        )
    told = note.tables[str(number)]
    kept = [place for place, label in enumerate(header) if label not in OURS]
    labels = [header[place] for place in kept]

    def rows() -> Iterator[Row]:
        yield Row(0, labels)
        for row in _below(table):
            found = _REF.fullmatch(clean(_cell(row, header.index(REF))))
            yield Row(int(found[3]) if found else 0, [_cell(row, place) for place in kept])

    original = Table(
        str(told["name"]), number, rows, bool(told["epoch_1904"]), encoding=table.encoding
    )
    everywhere = [
        one.model_copy(update={"match": Conditions(), "header_row": None})
        for one in mappings
        if one.name == told["mapping"]
    ]
    layout = lay_out(original, note.file, shipped(), everywhere)
    if not isinstance(layout, Layout):
        raise UnusableFile(
            "The mended rows have lost the labels of their columns.", "Leave the first line as is."
        )
    header_of = replace(layout.header, day=told["day"], store=told["store"])
    return note, replace(layout, header=header_of)


class MendedLines:
    """Takes mended lines of tickets; see ``tickets.Tickets``, in whose place it stands."""

    def __init__(self, sha: str) -> None:
        self._sha = sha
        self._tickets: list[Ticket] = []
        self._lines: list[Record] = []

    def number(self, ticket: Ticket) -> int:
        """Take note of a ticket."""
        self._tickets.append(ticket)
        return len(self._tickets) - 1

    def refuse(self, number: int | None) -> None:
        """A line that is still wrong was counted when its file was read."""

    def add(self, fields: Sequence[Field], numbers: Sequence[int], rows: Sequence[int]) -> None:
        """Take lines: what their payloads say, of which ticket each is, and its row in the file."""
        for row, number, values in zip(rows, numbers, payloads(fields, len(rows)), strict=True):
            place = hashlib.blake2b(f"{self._sha}|{row}".encode(), digest_size=12).digest()
            name = letters(ticket_id(self._tickets[number]))
            payload: dict[str, Any] = {**values, "ticket_id": name, "_row": row}
            instant = beijing_instant(values["sold_at"])
            self._lines.append(Record(f"mended-{letters(place)}", payload, instant))

    def records(self, about: Delivery, file: str) -> Iterator[list[Record]]:
        """The lines, as part of the delivery they were refused in."""
        for line in self._lines:
            line.payload.update(mends=about.delivery, _file=file, _occurrence=1)
        yield self._lines


def _below(table: Table) -> Iterator[Row]:
    rows = iter(table.rows())
    next(row for row in rows if any(map(clean, row.cells)))
    return (row for row in rows if any(map(clean, row.cells)))


def _cell(row: Row, place: int) -> str:
    return row.cells[place] if place < len(row.cells) else ""


def _guarded(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) or _LONG_NUMBER.fullmatch(cell) else cell
