"""From the rows of one table to records and refused rows.

The walk is the same for all kinds: blank rows, repeated headers and totals are passed over, cells
are converted column by column, damaged rows are refused. What makes a record out of the converted
values is the kind's own business (``members``, ``sales``).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from dataclasses import field as attribute
from decimal import Decimal
from heapq import merge
from operator import itemgetter
from typing import Protocol

from connectors.core.columns import Column as Cells
from connectors.core.stream import Record, Rejected
from connectors.offline.cells import REPLACEMENT, BadValue
from connectors.offline.convert import Converter, Lines, Values
from connectors.offline.fields import UNITS_HELD
from connectors.offline.footer import Claim, Footer, Sums, TableAccount
from connectors.offline.kinds import DECLARED
from connectors.offline.layout import Layout
from connectors.offline.table import ColumnRows, Row
from member_center.landing.columns import counted

__all__ = [
    "ByRow",
    "Facts",
    "Kind",
    "LeftOut",
    "Lines",
    "Notes",
    "Result",
    "RowReader",
    "Taken",
    "Token",
    "Values",
]

Result = Record | Rejected
"""What became of a row."""
Token = Callable[[str, str], str]


SPIKE_ROWS = 20
SPIKE_SHARE = 0.05
"""A day of birth is that of a few rows in a thousand; one on every twentieth row is made up."""


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
    seen: dict[str, Counter[str]] = attribute(default_factory=dict)

    def add(self, column: str, problem: BadValue, row: int) -> None:
        """Count one value (or, without a column, one row) that was left out."""
        key = (column, str(problem))
        times, first, advice = self.found.get(key, (0, row, problem.next_step))
        self.found[key] = times + 1, first, advice

    def see(self, column: str, value: str) -> None:
        """Count a value of a column in which no value should stand on very many rows."""
        self.seen.setdefault(column, Counter())[value] += 1

    def as_rejected(self, place: str) -> Iterator[Rejected]:
        """One report for each column and reason, and for each value that stands too often."""
        yield from self._left_out(place)
        for column, values in self.seen.items():
            [(value, times)] = values.most_common(1)
            if times >= SPIKE_ROWS and times >= SPIKE_SHARE * values.total():
                yield Rejected(
                    place=f"{place} · column {column}",
                    reason=f"Notice: {times:,} of {values.total():,} rows say {value}: probably "
                    "what the system writes when nothing is known. All were taken.",
                    next_step="Compare with the system; if it is so, do not act upon this value "
                    "(no greetings on that day).",
                    payload={},
                )

    def _left_out(self, place: str) -> Iterator[Rejected]:
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


Taken = Iterator[tuple[int, Record | BadValue]]
"""What became of lines, by their places: their records, and why others make none."""


class Kind(Protocol):
    """What a kind of list does with converted lines."""

    def take(self, lines: Lines, sums: Sums) -> Taken:
        """Make records, in the order of the lines.

        Nothing comes of a line that is kept back until the file is read to its end, and nothing of
        one with a cell that cannot be read: it is refused in any case.
        """
        ...


class RowKind(Protocol):
    """What makes a record of one row after the other."""

    def record(self, values: Values, row: int, sums: Sums) -> Record:
        """Make the record.

        Raises:
            LeftOut: The row is no record, and rightly so.
            BadValue: The values make no record.
        """
        ...


@dataclass(frozen=True, slots=True)
class ByRow:
    """Hands lines on row by row."""

    kind: RowKind

    def take(self, lines: Lines, sums: Sums) -> Taken:
        """See ``Kind``."""
        for place, (row, values) in enumerate(zip(lines.rows, lines.values(), strict=True)):
            if place in lines.bad:
                continue
            try:
                yield place, self.kind.record(values, row.number, sums)
            except BadValue as problem:
                yield place, problem


class RowReader:
    """Reads the rows of one table.

    Args:
        layout: How the table is read.
        facts: About the file.
        kind: Makes records of values.
        notes: Collects what was left out.
    """

    def __init__(self, layout: Layout, facts: Facts, kind: Kind, notes: Notes) -> None:
        self._layout = layout
        self._kind = kind
        self._notes = notes
        self._facts = facts
        self._sums = Sums()
        self._claims: list[tuple[int, Claim]] = []
        self._refusals = self._left_out = 0
        header = layout.header
        sheet = f" · {layout.table.name}" if layout.table.name else ""
        self.place = f"{facts.shown}{sheet}"
        self._converter = Converter(layout, notes)
        self._width = len(header.raw)
        self._units = UNITS_HELD[header.kind]
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

    def account(self) -> TableAccount:
        """What was found so far."""
        return TableAccount(
            self._layout.table.index,
            self._sums,
            self._totalled,
            self._refusals,
            self._left_out,
            self._claims,
        )

    def results(self) -> Iterator[tuple[int, Result]]:
        """Row number and what became of it, for every row below the header that is not blank.

        Raises:
            UnusableFile: The file breaks off.
        """
        last_row = self._layout.header.last_row
        for block in self._layout.table.blocks():
            if block and block[0].number <= last_row:
                yield from self._walked([row for row in block if row.number > last_row])
            else:
                yield from self._walked(block)

    def _walked(self, rows: Sequence[Row]) -> Iterator[tuple[int, Result]]:
        """Take rows that follow each other; what is no data comes between the data around it."""
        if self._is_all_data(rows):
            yield from self._taken(rows)
            return
        data: list[Row] = []
        for row in rows:
            if self._stands_apart(row.cells):
                yield from self._taken(data)
                data = []
                yield from self._apart(row)
            else:
                data.append(row)
        yield from self._taken(data)

    def _is_all_data(self, rows: Sequence[Row]) -> bool:
        """Whether rows known by column are data, as a look at their edges mostly shows."""
        if not isinstance(rows, ColumnRows) or len(rows.columns) != self._width:
            return False
        if self._layout.table.damaged or self._footer.has_own_header:
            return False
        if self._layout.header.raw[self._last_place] in rows.columns[self._last_place].values:
            return False
        first = rows.columns[0].grouped(self._footer.may_begin)
        doubtful = [place for place, may_begin in enumerate(first) if may_begin]
        return not any(self._stands_apart(rows[place].cells) for place in doubtful)

    def _stands_apart(self, cells: list[str]) -> bool:
        """Whether a row is no data of the right width; all others are made that wide."""
        width = self._width
        if len(cells) != width:
            if any(map(str.strip, cells[width:])):
                return True
            cells[width:] = [""] * (width - len(cells))
        first = cells[0] or next(filter(None, cells), "")
        if not first:
            return False
        footer = self._footer
        if (footer.has_own_header or footer.may_begin(first)) and footer.matches(cells):
            return True
        if self._layout.table.damaged and self._shape_problem(cells):
            return True
        place = self._last_place
        return cells[place] == self._layout.header.raw[place] and self._repeats_header(cells)

    def _apart(self, row: Row) -> Iterator[tuple[int, Result]]:
        cells = row.cells
        cells.extend([""] * (self._width - len(cells)))
        if self._repeats_header(cells):
            return
        if self._footer.matches(cells):
            if found := self._total(row):
                yield row.number, found
        elif problem := self._shape_problem(cells):
            nothing = {one.name: Cells.constant(None, 1) for one in self._layout.columns}
            yield from self._made(Lines([row], nothing, {0: ("", problem)}))

    def _taken(self, rows: Sequence[Row]) -> Iterator[tuple[int, Result]]:
        if not rows:
            return
        lines = self._converter.lines(rows).without_blanks()
        for name in self._totalled:
            column = lines.columns[name]
            here = zip(column.values, counted(column), strict=True)
            self._sums.add(name, sum((Decimal(v) * n for v, n in here if v), Decimal(0)))
        yield from self._made(lines)

    def _made(self, lines: Lines) -> Iterator[tuple[int, Result]]:
        self._sums.rows += len(lines)
        unread = (
            (place, self._refused(lines.rows[place], *problem))
            for place, problem in sorted(lines.bad.items())
        )
        for place, one in merge(self._kind.take(lines, self._sums), unread, key=itemgetter(0)):
            row = lines.rows[place]
            if isinstance(one, LeftOut):
                self._left_out += 1
                self._notes.add("", one, row.number)
            elif isinstance(one, BadValue):
                yield row.number, self._refused(row, "", one)
            else:
                self._land(one)
                yield row.number, one

    def _land(self, one: Result) -> None:
        if isinstance(one, Record):
            for name in self._totalled:
                if value := one.payload.get(name):
                    self._sums.land(name, value, self._units[name])

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
        claims = self._footer.claims(row.cells, self._sums)
        self._claims += [(row.number, claim) for claim in claims]
        found = [str(claim) for claim in claims if not claim.agrees]
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

    def _refused(self, row: Row, column: str, problem: BadValue) -> Rejected:
        self._refusals += 1
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
