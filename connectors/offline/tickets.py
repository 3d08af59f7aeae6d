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
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import Any

import orjson
import pyarrow as pa

from connectors.core.stream import Record
from connectors.offline.times import beijing_instant

BLOCK_LINES = 5000
EPOCH = date(1970, 1, 1).toordinal()
MINUTE = len("2024-05-01 10:00")
"""Times are compared to the minute: Excel drops the seconds when it saves a CSV again."""

ID_BYTES = 10
VERSION_BITS = 40
_LETTERS = str.maketrans("0123456789abcdef", "ghijklmnopabcdef")
_WORD = (1 << 64) - 1


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
        self._pepper = pepper
        self._numbers: dict[bytes, int] = {}
        self._groups: dict[tuple[str, str], int] = {}
        self._group, self._sum = array("I"), array("Q")
        self._refused: Counter[int] = Counter()
        self._ticket, self._line, self._twin = array("I"), array("Q"), array("I")
        self._row = array("I")
        self._lines_here: list[dict[str, str]] = []
        self._packed: deque[tuple[int, bytes]] = deque()
        self._ids = b""
        self._orders: dict[tuple[str, ...], tuple[str, Callable[[Any], tuple[str, ...]]]] = {}
        self._last: tuple[Ticket | None, int] = (None, -1)
        self._open, self._twins_here = -1, dict[int, int]()
        self._is_scattered = False

    def add(self, ticket: Ticket, values: dict[str, str], row: int) -> None:
        """Take one line; the values are what its payload says."""
        number = self._number(ticket)
        if number != self._open:
            self._is_scattered |= number < self._open
            self._open, self._twins_here = number, {}
        line = self._digest(values)
        twin = self._twins_here[line] = self._twins_here.get(line, 0) + 1
        self._sum[number] = self._sum[number] + line & _WORD
        self._ticket.append(number)
        self._line.append(line)
        self._twin.append(twin)
        self._row.append(row)
        self._lines_here.append(values)
        if len(self._lines_here) == BLOCK_LINES:
            self._pack()

    def mention(self, ticket: Ticket) -> None:
        """Take note of a ticket that the file calls void: it has no lines, and that is told."""
        self._number(ticket)

    def refuse(self, ticket: Ticket | None) -> None:
        """Take note of a line that was refused; None if it does not tell its ticket."""
        if ticket is None:
            self.unread += 1
        else:
            self._refused[self._number(ticket)] += 1

    def records(self, about: Delivery, file: str) -> Iterator[Record]:
        """All lines in the order of the file; the last ones carry the statements.

        Args:
            about: What the statements say of the file.
            file: What payloads call it.
        """
        self._pack()
        if self._is_scattered:
            self._number_twins_again()
        self._ids = b"".join(self._numbers)
        self._numbers.clear()
        statements = self._statements(about)
        if self._groups and not self._line:
            yield _nothing_but(list(statements), file)
        first_carrier = len(self._line) - len(self._groups)
        for place, record in enumerate(self._lines(file)):
            if place + 1 == len(self._line):
                record.payload["statements"] = list(statements)
            elif place >= first_carrier:
                record.payload["statements"] = [next(statements)]
            yield record

    def _lines(self, file: str) -> Iterator[Record]:
        at = 0
        number, ticket = -1, ""
        while self._packed:
            size, packed = self._packed.popleft()
            for payload in orjson.loads(pa.decompress(packed, size, "zstd", asbytes=True)):
                twin = self._twin[at]
                if self._ticket[at] != number:
                    number = self._ticket[at]
                    ticket = f"{self._id(number)}-{self._version(number)}-"
                key = ticket + letters(self._line[at].to_bytes(8))
                payload["_file"], payload["_row"] = file, self._row[at]
                payload["_occurrence"] = twin
                instant = beijing_instant(payload["sold_at"])
                yield Record(f"{key}-{twin}" if twin > 1 else key, payload, instant)
                at += 1

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

    def _number(self, ticket: Ticket) -> int:
        if ticket == self._last[0]:
            return self._last[1]
        name = ticket_id(ticket)
        number = self._numbers.get(name)
        if number is None:
            number = self._numbers[name] = len(self._numbers)
            group = ticket[:2]
            self._group.append(self._groups.setdefault(group, len(self._groups)))
            self._sum.append(0)
        self._last = (ticket, number)
        return number

    def _number_twins_again(self) -> None:
        """Count equal lines of a ticket where its lines do not lie together in the file."""
        met = 0
        before: tuple[int, int] | None = None
        places = range(len(self._line))
        for place in sorted(places, key=lambda place: (self._ticket[place], self._line[place])):
            line = (self._ticket[place], self._line[place])
            met = met + 1 if line == before else 1
            self._twin[place], before = met, line

    def _id(self, number: int) -> str:
        return letters(self._ids[number * ID_BYTES : (number + 1) * ID_BYTES])

    def _version(self, number: int) -> str:
        return letters((self._sum[number] & (1 << VERSION_BITS) - 1).to_bytes(VERSION_BITS // 8))

    def _pack(self) -> None:
        if self._lines_here:
            text = orjson.dumps(self._lines_here)
            # As bytes: an Arrow buffer keeps the room that the text would need uncompressed.
            self._packed.append((len(text), pa.compress(text, "zstd", asbytes=True)))
            self._lines_here = []

    def _digest(self, values: dict[str, str]) -> int:
        """What a line says, whatever the order of its columns; seconds do not count."""
        names = tuple(values)
        order = self._orders.get(names)
        if order is None:
            told = sorted(names)
            order = self._orders[names] = "\x1f".join((*told, "")), itemgetter(*told)
        labels, in_order = order
        at = values["sold_at"]
        values["sold_at"] = at[:MINUTE]
        said = labels + "\x1f".join(in_order(values))
        values["sold_at"] = at
        digest = hashlib.blake2b(said.encode(), digest_size=8, key=self._pepper)
        return int.from_bytes(digest.digest())


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


@lru_cache(maxsize=4096)
def ticket_id(ticket: Ticket) -> bytes:
    """Ten bytes: the day, so that neighbours lie together in an index, and a digest."""
    day = date.fromisoformat(ticket[1]).toordinal() - EPOCH
    said = "\x1f".join(ticket).encode()
    return max(day, 0).to_bytes(2) + hashlib.blake2b(said, digest_size=ID_BYTES - 2).digest()


def letters(some: bytes) -> str:
    """Bytes as hex without digits: no run of it can be mistaken for a phone number."""
    return some.hex().translate(_LETTERS)
