"""From the rows of one table to records and refused rows.

The walk is the same for all kinds: blank rows, repeated headers and totals are passed over, cells
are converted column by column, damaged rows are refused. What makes a record out of the converted
values is the kind's own business (``members``, ``sales``).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from dataclasses import field as attribute
from decimal import Decimal
from typing import Protocol

from connectors.core.stream import Record, Rejected
from connectors.offline.cells import REPLACEMENT, BadValue
from connectors.offline.convert import Converter, Values
from connectors.offline.errors import UnusableFile
from connectors.offline.footer import Footer, Sums
from connectors.offline.kinds import DECLARED
from connectors.offline.layout import Layout
from connectors.offline.table import Row

__all__ = ["Facts", "Kind", "LeftOut", "Notes", "Result", "RowReader", "Token", "Values"]

Result = Record | Rejected | None
"""What became of a row; None for one that is passed over."""
Token = Callable[[str, str], str]

BLOCK_ROWS = 1000
UNTROUBLED: tuple[str, BadValue | None] = ("", None)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about a file apart from its rows.

    Attributes:
        sha: SHA-256 of its bytes, hex.
        shown: Its name for messages.
        day: The day it speaks for, ``YYYY-MM-DD``; a title row may say better.
        store: The store in its name, if the settings look for one.
        series: Digest of its name without marks of repetition; equal for an export delivered again.
        exported_on: The day it was exported, as far as its name and its time tell.
        modified_at: Its last change, Shanghai time.
        short: The first twelve digits of the hash: names the file in payloads.
    """

    sha: str
    shown: str
    day: str
    store: str | None = None
    series: str = ""
    exported_on: str = ""
    modified_at: str = ""
    short: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "short", self.sha[:12])


@dataclass(slots=True)
class Notes:
    """What was left out or noticed in a table without refusing a row, counted."""

    found: dict[tuple[str, str], tuple[int, int, str]] = attribute(default_factory=dict)

    def add(self, column: str, problem: BadValue, row: int) -> None:
        """Count one value (or, without a column, one row) that was left out."""
        key = (column, str(problem))
        times, first, advice = self.found.get(key, (0, row, problem.next_step))
        self.found[key] = times + 1, first, advice

    def as_rejected(self, place: str) -> Iterator[Rejected]:
        """One report for each column and reason."""
        for (column, reason), (times, first, advice) in self.found.items():
            what = "value" if column else "row"
            yield Rejected(
                place=f"{place} · row {first}" + (f" · column {column}" if column else ""),
                reason=f"Notice: {times:,} {what}{'s' * (times > 1)} left out: {reason}.",
                next_step=advice,
                payload={},
            )


class LeftOut(BadValue):
    """A row that is right and is no record, such as a void ticket."""


class Kind(Protocol):
    """What a kind of list does with the converted values of a row."""

    def record(self, values: Values, row: int, sums: Sums) -> Record | None:
        """Make the record; None when it is kept back until the file is read to its end.

        Raises:
            LeftOut: The row is no record, and rightly so.
            BadValue: The values make no record.
        """
        ...


class RowReader:
    """Reads the rows of one table.

    Args:
        layout: How the table is read.
        facts: About the file.
        kind: Makes records of values.
        notes: Collects what was left out.
        on_refusal: Told what could be read of a row that was refused.
    """

    def __init__(
        self,
        layout: Layout,
        facts: Facts,
        kind: Kind,
        notes: Notes,
        on_refusal: Callable[[Values], None],
    ) -> None:
        self._layout = layout
        self._kind = kind
        self._notes = notes
        self._on_refusal = on_refusal
        self._facts = facts
        self._sums = Sums()
        header = layout.header
        sheet = f" · {layout.table.name}" if layout.table.name else ""
        self.place = f"{facts.shown}{sheet}"
        self._converter = Converter(layout, notes)
        self._width = len(header.raw)
        self._totalled = [column.name for column in layout.columns if column.totalled]
        self._last_place = layout.columns[-1].places[0]
        self._footer = Footer(
            [p for name in DECLARED[header.kind].key for p in header.columns.get(name, ())],
            {c.name: (c.places[0], c.read) for c in layout.columns if c.totalled},
            DECLARED[header.kind].footer,
        )

    @property
    def rows(self) -> int:
        """Data rows read so far, taken or refused."""
        return self._sums.rows

    def results(self) -> Iterator[tuple[int, Result]]:
        """Row number and what became of it, for every row below the header.

        Raises:
            UnusableFile: The file breaks off.
        """
        last_row = self._layout.header.last_row
        block: list[Row] = []
        rows = self._layout.table.rows()
        try:
            for row in rows:
                if row.number <= last_row:
                    continue
                plain = self._is_plain(row)
                if plain:
                    block.append(row)
                if not plain or len(block) == BLOCK_ROWS:
                    yield from self._plain_rows(block)
                    block = []
                if not plain:
                    yield row.number, self._result(row)
        except UnusableFile:
            yield from self._plain_rows(block)
            raise
        yield from self._plain_rows(block)

    def _is_plain(self, row: Row) -> bool:
        """Whether a row is certainly data of the right width, to be read with its neighbours.

        False where it is not certain costs time, nothing else.
        """
        cells, width = row.cells, self._width
        if len(cells) != width:
            if len(cells) > width and any(cells[width:]):
                return False
            cells[width:] = [""] * (width - len(cells))
        if row.merged or self._layout.table.damaged or self._footer.has_own_header:
            return False
        first = cells[0] or next(filter(None, cells), "")
        if self._footer.may_begin(first):
            return False
        return cells[self._last_place] != self._layout.header.raw[self._last_place]

    def _plain_rows(self, rows: list[Row]) -> Iterator[tuple[int, Result]]:
        if not rows:
            return
        values, troubled = self._converter.block(rows)
        for name in self._totalled:
            here = Counter(one[name] for one in values if name in one)
            self._sums.add(name, sum((Decimal(v) * n for v, n in here.items()), Decimal(0)))
        for place, (row, one) in enumerate(zip(rows, values, strict=True)):
            column, bad = troubled.get(place, UNTROUBLED)
            self._sums.rows += bool(one or bad)
            yield row.number, self._made(row, one, column, bad)

    def _result(self, row: Row) -> Result:
        cells = row.cells
        if len(cells) < self._width:
            cells.extend([""] * (self._width - len(cells)))
        if not any(cells) or self._repeats_header(cells):
            return None
        if self._footer.matches(cells):
            return self._total(row)
        if problem := self._shape_problem(cells):
            return self._refused(row, "", problem, {})
        values, column, bad = self._converter.one(row)
        self._sums.rows += bool(values or bad)
        for name in self._totalled:
            if name in values:
                self._sums.add(name, Decimal(values[name]))
        return self._made(row, values, column, bad)

    def _made(self, row: Row, values: Values, column: str, bad: BadValue | None) -> Result:
        if bad is not None:
            return self._refused(row, column, bad, values)
        if not values:
            return None
        try:
            return self._kind.record(values, row.number, self._sums)
        except LeftOut as problem:
            self._notes.add("", problem, row.number)
            return None
        except BadValue as problem:
            return self._refused(row, "", problem, values)

    def _repeats_header(self, cells: list[str]) -> bool:
        raw, place = self._layout.header.raw, self._last_place
        if cells[place] != raw[place]:
            return False
        return all(cells[c.places[0]] == raw[c.places[0]] for c in self._layout.columns)

    def _shape_problem(self, cells: list[str]) -> BadValue | None:
        if len(cells) > self._width and any(cell.strip() for cell in cells[self._width :]):
            return BadValue(
                f"{len(cells)} cells under {self._width} columns: the cells have shifted",
                "Put quotation marks around the cell that holds the delimiter.",
            )
        if self._layout.table.damaged and any(REPLACEMENT in cell for cell in cells):
            return BadValue(
                "characters are lost (U+FFFD): an earlier program read the text in a wrong "
                "encoding",
                "Export again from the system itself.",
            )
        return None

    def _total(self, row: Row) -> Rejected | None:
        found = self._footer.disagreements(row.cells, self._sums)
        if not found:
            return None
        return Rejected(
            place=f"{self.place} · row {row.number}",
            reason="Notice: the total row does not agree, all rows were taken. "
            + "; ".join(found)
            + ".",
            next_step="Compare with the system the file came from; if rows are missing, export "
            "again and drop the file in.",
            payload={},
        )

    def _refused(self, row: Row, column: str, problem: BadValue, values: Values) -> Rejected:
        self._on_refusal(values)
        named = {
            found.text: cell
            for found, cell in zip(self._layout.header.labels, row.cells, strict=False)
            if cell
        }
        return Rejected(
            place=f"{self.place} · row {row.number}" + (f" · column {column}" if column else ""),
            reason=f"{problem}.",
            next_step=problem.next_step,
            payload={
                "row": json.dumps(named, ensure_ascii=False),
                "_file": self._facts.short,
                "_row": row.number,
                "_table": self._layout.table.index,
            },
        )
