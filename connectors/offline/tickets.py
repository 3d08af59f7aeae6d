"""The tickets of one delivery: what the file says of each, whole, and what it covers.

Tills are exported again and again: overlapping months, a corrected month, one corrected ticket. So
that the last word counts, a ticket is stated as a whole. Its lines land under keys that carry a
digest of all of them (its *version*), and the last lines of the file carry *statements*: which
tickets it tells of each store and day, in which version. The same ticket told again lands nothing;
a changed one lands whole again; a line that is gone is in no version that counts. Which statement
counts is decided in staging, where all deliveries are known.

Nothing is handed on before the file is read to its end, so a file that breaks off says nothing. Its
lines wait compressed meanwhile, at some sixty bytes each.
"""

from __future__ import annotations

import hashlib
from array import array
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import count, islice
from operator import itemgetter
from typing import Any

import numpy as np
import numpy.typing as npt

from connectors.core.columns import Column, Field, Numbers, RecordColumns, below, together
from connectors.core.stream import Record
from connectors.offline.packed import Block, Packed
from connectors.offline.table import BLOCK_ROWS
from connectors.offline.times import MINUTE, beijing_instant
from member_center.landing.columns import by_code, joined, pieces

EPOCH = date(1970, 1, 1).toordinal()

ID_BYTES = 10
LINE_BYTES = 8
VERSION_DIGITS = 10
OTHER = "other"
_LETTERS = str.maketrans("0123456789abcdef", "ghijklmnopabcdef")

_TICKET = hashlib.blake2b(digest_size=ID_BYTES - 2)

Numbered = npt.NDArray[Any]
Ticket = tuple[str, str, str]
"""What tells one ticket from all others: the store (empty when the file does not say), the Shanghai
business day, and register and number, or what stands for them in a line without a number."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a statement says about its file.

    Attributes:
        delivery: First digits of the file's hash, as letters.
        file: Its name for messages.
        series: Digest of its name without marks of repetition, as letters.
        stated_on: The day of the export, ``YYYY-MM-DD``.
        modified_at: Last change of the file, Shanghai time in text that sorts.
    """

    delivery: str
    file: str
    series: str
    stated_on: str
    modified_at: str


class Tickets:
    """Collects the lines of one file and hands them on when all are there.

    Args:
        pepper: Key of the digests of lines: without it, phones could be guessed from them.
    """

    def __init__(self, pepper: bytes) -> None:
        self.unread = 0
        self._digester = hashlib.blake2b(digest_size=LINE_BYTES, key=pepper)
        self._numbers, self._groups = Numbers(), Numbers()
        self._group = array("I")
        self._refused: Counter[int] = Counter()
        self._ticket, self._line = array("I"), bytearray()
        self._waiting: list[Block] = []
        self._packed: deque[Packed] = deque()
        self._ids = self._versions = ""

    def number(self, ticket: Ticket) -> int:
        """Take note of a ticket; it may have no line that counts, and that is told, too."""
        known = len(self._numbers)
        number = self._numbers[ticket_id(ticket)]
        if number == known:
            self._group.append(self._groups[ticket[:2]])
        return number

    def refuse(self, number: int | None) -> None:
        """Take note of a line that was refused; None if it does not tell its ticket."""
        if number is None:
            self.unread += 1
        else:
            self._refused[number] += 1

    def add(self, fields: Sequence[Field], numbers: Sequence[int], rows: Sequence[int]) -> None:
        """Take lines: what their payloads say, of which ticket each is, and its row in the file."""
        self._ticket.extend(numbers)
        self._line += b"".join(self._digests(fields))
        block = Block(fields, rows)
        if self._waiting:
            together = sum(len(one.rows) for one in self._waiting) + len(rows)
            if together > BLOCK_ROWS or self._waiting[0].names != block.names:
                self._pack()
        self._waiting.append(block)

    def records(self, about: Delivery, file: str) -> Iterator[RecordColumns | list[Record]]:
        """All lines in the order of the file; the last ones carry the statements.

        Args:
            about: What the statements say of the file.
            file: What payloads call it.
        """
        self._pack()
        tickets = np.frombuffer(self._ticket, np.uint32)
        lines = np.frombuffer(self._line, ">u8").astype(np.uint64)
        self._name_tickets(tickets, lines)
        twins = _twins(tickets, lines)
        statements = self._statements(about)
        if self._groups and not len(lines):
            yield [_nothing_but(list(statements), file)]
        end = 0
        while self._packed:
            fields, rows = self._packed.popleft().unpacked()
            start, end = end, end + len(rows)
            carried = self._carried(statements, start, end)
            yield RecordColumns(
                self._keys(start, end, twins),
                together([one for name, one in fields if name == "sold_at"]).mapped(_instant),
                [
                    *fields,
                    ("_file", Column.constant(file, len(rows))),
                    ("_row", Column(rows, range(len(rows)))),
                    ("_occurrence", Column.of(twins[start:end].tolist())),
                    *([("statements", carried)] if carried else []),
                ],
            )

    def _name_tickets(self, tickets: Numbered, lines: Numbered) -> None:
        sums = np.zeros(len(self._numbers), np.uint64)
        np.add.at(sums, tickets, lines)
        self._ids = letters(b"".join(self._numbers))
        self._versions = letters(sums.astype(">u8").tobytes())
        self._numbers.clear()

    def _keys(self, start: int, end: int, twins: Numbered) -> list[str]:
        names = {
            ticket: f"{self._id(ticket)}-{self._version(ticket)}-"
            for ticket in set(self._ticket[start:end])
        }
        said = letters(self._line[start * LINE_BYTES : end * LINE_BYTES])
        keys = [
            names[ticket] + said[at : at + 2 * LINE_BYTES]
            for ticket, at in zip(self._ticket[start:end], count(0, 2 * LINE_BYTES))
        ]
        for place in np.flatnonzero(twins[start:end] > 1).tolist():
            keys[place] += f"-{twins[start + place]}"
        return keys

    def _carried(self, statements: Iterator[dict[str, Any]], start: int, end: int) -> Column | None:
        """The statements that the lines of a block carry: one each, and the last line the rest."""
        last = len(self._ticket) - 1
        first = max(start, last + 1 - len(self._groups))
        if first >= end:
            return None
        each = [
            list(islice(statements, None if place == last else 1)) for place in range(first, end)
        ]
        return Column([None, *each], [0] * (first - start) + list(range(1, len(each) + 1)))

    def _statements(self, about: Delivery) -> Iterator[dict[str, Any]]:
        """What is told, one statement for each store and day."""
        days = sorted(day for _, day in self._groups)
        edges = {self._ticket[0], self._ticket[-1]} if self._ticket else set()
        several = len(self._group) > len(edges) > 1
        members: dict[int, array[int]] = defaultdict(lambda: array("I"))
        for number, group in enumerate(self._group):
            members[group].append(number)
        for (store, day), group in self._groups.items():
            yield {
                **asdict(about),
                "stated_on": max(about.stated_on, days[-1]),
                "first_day": days[0],
                "last_day": days[-1],
                "unread_lines": self.unread,
                "store": store,
                "day": day,
                "tickets": [
                    self._id(one)
                    + self._version(one)
                    + ("e" if several and one in edges else "-")
                    + str(self._refused[one] or "")
                    for one in members[group]
                ],
            }

    def _id(self, number: int) -> str:
        return self._ids[2 * ID_BYTES * number : 2 * ID_BYTES * (number + 1)]

    def _version(self, number: int) -> str:
        end = 2 * LINE_BYTES * (number + 1)
        return self._versions[end - VERSION_DIGITS : end]

    def _pack(self) -> None:
        rows = [row for block in self._waiting for row in block.rows]
        if rows:
            blocks = [block.fields for block in self._waiting]
            fields = blocks[0] if len(blocks) == 1 else below(blocks)
            self._packed.append(Packed.of(Block(fields, rows)))
        self._waiting = []

    def _digests(self, fields: Sequence[Field]) -> Iterator[bytes]:
        """What each line says, whatever the order of its columns.

        Seconds do not count, nor do columns that nobody knows: an export without them says the
        same of its tickets.
        """
        told = sorted((one for one in fields if one[0] != OTHER), key=itemgetter(0))
        said = [
            column.mapped(_to_the_minute if name == "sold_at" else _ended) for name, column in told
        ]
        for text in pieces(
            joined([by_code(one.values, one.codes) for one in (_labels(told), *said)])
        ):
            digest = self._digester.copy()
            digest.update(text[:-1])
            yield digest.digest()


def _labels(told: Sequence[Field]) -> Column:
    """The names of the fields that each line has."""
    is_full = [column.is_full for _, column in told]

    def names(is_there: tuple[bool, ...]) -> bytes:
        some = iter(is_there)
        return b"".join(
            _ended(name)
            for full, (name, _) in zip(is_full, told, strict=True)
            if full or next(some)
        )

    if all(is_full):
        return Column.constant(names(()), len(told[0][1]))
    given = [
        column.grouped(lambda value: value is not None)
        for full, (_, column) in zip(is_full, told, strict=True)
        if not full
    ]
    return together(given).mapped(names)


def _ended(value: str | None) -> bytes:
    return b"" if value is None else b"%b\x1f" % value.encode()


def _to_the_minute(value: str | None) -> bytes:
    return _ended(value and value[:MINUTE])


def _instant(told: tuple[str | None, ...]) -> datetime:
    return beijing_instant(next(filter(None, told)))


def _twins(tickets: Numbered, lines: Numbered) -> Numbered:
    """Which of its equals in its ticket each line is, from 1, in the order of the file."""
    order = np.lexsort((lines, tickets))
    is_first = np.ones(len(order), np.bool_)
    is_first[1:] = np.diff(tickets[order]) != 0
    is_first[1:] |= np.diff(lines[order]) != 0
    places = np.arange(len(order))
    twins = np.empty(len(order), np.int64)
    twins[order] = places - np.maximum.accumulate(np.where(is_first, places, 0)) + 1
    return twins


def _nothing_but(statements: list[dict[str, Any]], file: str) -> Record:
    """What carries the statements of a file in which every line is void or refused."""
    about = statements[0]
    at = f"{about['day']} 00:00:00"
    payload = {
        "store": about["store"],
        "sold_at": at,
        "quantity": "0",
        "amount": "0.00",
        "type": "sale",
        "statements": statements,
        "_file": file,
    }
    return Record(f"void-{about['delivery']}", payload, beijing_instant(at))


def ticket_id(ticket: Ticket) -> bytes:
    """Ten bytes: the day, so that neighbours lie together in an index, and a digest."""
    digest = _TICKET.copy()  # takes half the time of making a new one
    digest.update("\x1f".join(ticket).encode())
    return _day_bytes(ticket[1]) + digest.digest()


@lru_cache(maxsize=4096)
def _day_bytes(day: str) -> bytes:
    return max(date.fromisoformat(day).toordinal() - EPOCH, 0).to_bytes(2)


def delivery_id(sha: str) -> str:
    """What statements and accounts call a file: the first digits of its hash, as letters."""
    return letters(bytes.fromhex(sha[:16]))


def letters(some: bytes | bytearray) -> str:
    """Bytes as hex without digits: no run of it can be mistaken for a phone number."""
    return some.hex().translate(_LETTERS)
