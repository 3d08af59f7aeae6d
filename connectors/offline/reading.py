"""One file, one kind: all its tables row by row, from where the last pull stopped.

A file that was left in the middle is read again from its beginning and what was stored is passed
over: sums, counts of equal lines and notices need every row, and are then the same as without the
interruption.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from connectors.core.columns import RecordColumns
from connectors.core.stream import Record, Rejected
from connectors.offline.footer import TableAccount
from connectors.offline.kinds import DECLARED
from connectors.offline.layout import Layout, Unknown
from connectors.offline.members import Members
from connectors.offline.mending import MendedLines
from connectors.offline.occurrences import Occurrences
from connectors.offline.orders import Orders
from connectors.offline.payments import Payments
from connectors.offline.plan import FilePlan, kinds_in_order
from connectors.offline.rows import ByRow, Facts, Kind, Notes, Result, RowReader, Token
from connectors.offline.sales import Sales
from connectors.offline.statements import Statements
from connectors.offline.surveys import Surveys
from connectors.offline.tickets import Delivery, Tickets, delivery_id
from connectors.offline.vocabulary import Kind as KindName

Place = tuple[int, int]
"""Number of the table in the file and of the row in the table; of a ticket's line, 0 and its number
among the records of the file."""

Many = RecordColumns | list[Record]
"""Records that come many at once."""

MAKERS: Mapping[str, Callable[[Layout, Facts, Token, Notes, Any], Kind]] = {
    "members": lambda layout, facts, token, notes, _: ByRow(Members(layout, facts, token, notes)),
    "sales": lambda layout, facts, _, __, tickets: Sales(layout, facts, tickets),
    "statements": lambda *known: ByRow(Statements(*known)),
    "payments": lambda layout, facts, *_: ByRow(Payments(layout, facts)),
    "orders": lambda layout, facts, *_: ByRow(Orders(layout, facts)),
    "surveys": lambda layout, facts, _, __, met: ByRow(Surveys(layout, facts, met)),
}
"""What turns the rows of a table into records, by the name that the kind's file gives it. The last
argument is what the tables of one file share."""


class FileReading:
    """Reads the tables of one kind out of one file.

    Args:
        plan: How the file is to be read.
        kind: Which of its lists.
        facts: About the file.
        token: Keyed token of a clear value.
        pepper: Key of the digests of ticket lines.

    Attributes:
        accounts: What each table was found to hold, once its rows are read.
    """

    _tickets: Tickets | MendedLines | None

    def __init__(
        self, plan: FilePlan, kind: KindName, facts: Facts, token: Token, pepper: bytes = b""
    ) -> None:
        self._plan = plan
        self._kind = kind
        self._facts = facts
        self._token = token
        self._occurrences = Occurrences()
        self._tickets = None
        if DECLARED[kind].record == "sales":
            self._tickets = MendedLines(facts.sha) if plan.mends else Tickets(pepper)
        self._notices: list[Rejected] = []
        self.accounts: list[TableAccount] = []

    def results(self, after: Place | None = None) -> Iterator[tuple[Place | None, Result | Many]]:
        """What became of every row below the headers, in the order of the file.

        Lines of tickets come when the file is read to its end, many at once, under the place of the
        last of them. What was refused comes at once; among tickets, without a place.

        Args:
            after: The last record that is stored already.

        Raises:
            UnusableFile: The file breaks off.
        """
        for place, result in self._rows():
            if self._tickets is not None:
                yield None, result
            elif after is None or place > after:
                yield place, result
        if self._tickets is None:
            return
        stored = -1 if after is None else after[1]
        before = 0
        for some in self._tickets.records(self._delivery(), self._facts.short):
            end = before + len(some)
            if end > stored + 1:
                yield (0, end - 1), some[max(0, stored + 1 - before) :]
            before = end

    def _rows(self) -> Iterator[tuple[Place, Result]]:
        for layout in self._plan.of(self._kind):
            notes = Notes()
            reader = RowReader(layout, self._facts, self._maker(layout, notes), notes)
            for number, result in reader.results():
                yield (layout.table.index, number), result
            self._notices += notes.as_rejected(reader.place)
            self._notices += _about(layout, reader)
            self.accounts.append(reader.account())

    def _delivery(self) -> Delivery:
        facts = self._facts
        titles = [one.header.day for one in self._plan.of(self._kind) if one.header.day]
        return Delivery(
            delivery=delivery_id(facts.sha),
            file=facts.shown,
            series=facts.series,
            stated_on=max(titles, default=facts.exported_on),
            modified_at=facts.modified_at,
        )

    def notices(self) -> list[Rejected]:
        """What is to be said about the file as a whole, once all rows are read."""
        kinds = kinds_in_order(self._plan)
        if kinds and kinds[0] != self._kind:
            return self._notices
        skipped = [_skipped(self._facts, one) for one in self._plan.skipped if one.looks_tabular]
        if not kinds and not self._plan.skipped:
            skipped.append(
                Rejected(
                    self._facts.shown,
                    "Notice: the file is empty and counts as zero rows.",
                    "Export again if there should have been rows.",
                    {},
                )
            )
        return self._notices + skipped

    def _maker(self, layout: Layout, notes: Notes) -> Kind:
        make = MAKERS[DECLARED[self._kind].record]
        shared = self._occurrences if self._tickets is None else self._tickets
        return make(layout, self._facts, self._token, notes, shared)


def _about(layout: Layout, reader: RowReader) -> Iterator[Rejected]:
    if not reader.rows:
        yield Rejected(
            reader.place,
            "Notice: there is a header and no row below it; it counts as zero rows.",
            "Export again if there should have been rows.",
            {},
        )
    for column in layout.missing:
        yield Rejected(
            f"{reader.place} · column {column}",
            f"Notice: the mapping {layout.declared} declares this column and the table has none.",
            "Mend the mapping file, or the export.",
            {},
        )


def _skipped(facts: Facts, unknown: Unknown) -> Rejected:
    what = "has no header that is known"
    if unknown.export:
        what = f"is a {unknown.export.title}"
    if unknown.ignored:
        what = "is left alone as its mapping file says"
    return Rejected(
        f"{facts.shown} · {unknown.table.name}",
        f"Notice: this table {what} and was not taken; the others were.",
        unknown.export.advice if unknown.export else "Nothing to do if it holds no list.",
        {"labels": list(unknown.labels)},
    )
