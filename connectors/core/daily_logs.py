"""Streams that read the daily JSON-lines files a brand keeps of its own events.

A file is named ``<kind>-YYYY-MM-DD.jsonl`` after the Shanghai day and only grows. The cursor holds
a byte offset per open day; a day stays open for a week, because writers append late. A line that
cannot be used is refused by file and number, and the rest goes on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from connectors.core.base_stream import BaseStream
from connectors.core.batches import Enough
from connectors.core.decode import NotJsonError, json_object
from connectors.core.lines import Line, lines
from connectors.core.log_files import FileReplaced, LogFiles
from connectors.core.stream import Cursor, Page, PullContext, Record, Rejected
from connectors.core.windows import ONE_DAY, business_day, days

logger = logging.getLogger(__name__)

LINES_PER_PAGE = 2_000
CHEAP_LINES = Enough(rows=LINES_PER_PAGE, pages=1_000)
SHOWN_BYTES = 4_000
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
APPEND_IT = "Append the corrected line to the same file; the next pull reads it."


class LineRefused(ValueError):
    """A JSON object that is not the line it should be; the message says why."""


@dataclass(frozen=True, slots=True)
class _Place:
    """How far one day's file has been read: bytes and whole lines."""

    offset: int = 0
    line: int = 0


@dataclass(frozen=True, kw_only=True)
class DailyLog(BaseStream):
    """Reads what is new in each open day.

    Attributes:
        kind: What file names begin with.
        files: Where the files lie; None while the stream is not configured.
        parse: Makes a record of a line's object and its raw bytes, or raises `LineRefused`.
        look_back: Days after which a day's file is taken as finished.
    """

    kind: str
    files: LogFiles | None
    parse: Callable[[dict[str, Any], bytes], Record]
    look_back: int = 7
    enough: Enough = CHEAP_LINES

    def fetch(self, cursor: Cursor | None, context: PullContext) -> Iterator[Page]:
        """Yield a page per some thousand lines, day by day, up to today."""
        today = business_day(context.now())
        last_finished = today - timedelta(days=self.look_back)
        closed_before, read = self._resumed(cursor, context.start, last_finished)
        has_files = cursor is not None
        for day in days(closed_before, today):
            is_closing = day <= last_finished
            key = day.isoformat()
            for records, rejected, place in self._day(key, read.get(key, _Place()), is_closing):
                read[key] = place
                has_files = has_files or place.offset > 0
                yield Page(records, _cursor(closed_before, read), rejected)
            if is_closing:
                closed_before = day + ONE_DAY
                read.pop(key, None)
                yield Page((), _cursor(closed_before, read))
        if not has_files:
            logger.warning(
                "%s.%s: no file %s-YYYY-MM-DD.jsonl has a line since %s; is %s right?",
                self.source,
                self.name,
                self.kind,
                context.start,
                self.setting,
            )

    def _resumed(
        self, cursor: Cursor | None, start: date, last_finished: date
    ) -> tuple[date, dict[str, _Place]]:
        if cursor is None:
            return start, {}
        closed_before = date.fromisoformat(cursor["closed_before"])
        if closed_before > max(start, last_finished + ONE_DAY):
            logger.error(
                "%s.%s: the cursor lies in the future; the clock was wrong then or is wrong now. "
                "All files are read again from the start date.",
                self.source,
                self.name,
            )
            return start, {}
        return closed_before, {day: _Place(**place) for day, place in cursor["days"].items()}

    def _day(
        self, day: str, place: _Place, is_closing: bool
    ) -> Iterator[tuple[list[Record], list[Rejected], _Place]]:
        name = f"{self.kind}-{day}.jsonl"
        try:
            yield from self._pages(name, place, is_closing)
        except FileReplaced:
            logger.warning(
                "%s is not the file that was read before; it is read from its start", name
            )
            yield from self._pages(name, _Place(), is_closing)

    def _pages(
        self, name: str, place: _Place, is_closing: bool
    ) -> Iterator[tuple[list[Record], list[Rejected], _Place]]:
        assert self.files is not None  # noqa: S101 - `pages` refuses an unconfigured stream
        records: list[Record] = []
        rejected: list[Rejected] = []
        for line in lines(_after_newline(self.files, name, place.offset)):
            if not line.is_complete and not is_closing:
                break
            place = _Place(place.offset + line.length, place.line + 1)
            outcome = self._outcome(line, name, place.line)
            if isinstance(outcome, Record):
                records.append(outcome)
            elif outcome is not None:
                rejected.append(outcome)
            if len(records) + len(rejected) >= LINES_PER_PAGE:
                yield records, rejected, place
                records, rejected = [], []
        yield records, rejected, place

    def _outcome(self, line: Line, name: str, number: int) -> Record | Rejected | None:
        raw = line.content.removeprefix(BYTE_ORDER_MARK).strip()
        if not raw:
            return None
        try:
            if line.is_too_long:
                raise LineRefused(f"{line.length} bytes are too long for one line")
            return self.parse(json_object(raw), raw)
        except (NotJsonError, LineRefused) as error:
            shown = raw[:SHOWN_BYTES].decode("utf-8", errors="replace")
            return Rejected(
                place=f"{name} line {number}",
                reason=f"The line is refused: {error}.",
                next_step=APPEND_IT,
                payload={"file": name, "line_number": number, "line": shown},
            )


def _cursor(closed_before: date, read: dict[str, _Place]) -> Cursor:
    return {
        "closed_before": closed_before.isoformat(),
        "days": {
            day: {"offset": place.offset, "line": place.line}
            for day, place in read.items()
            if place.offset
        },
    }


def _after_newline(files: LogFiles, name: str, offset: int) -> Iterator[bytes]:
    """Read on, making sure that the file is still the one whose lines were read."""
    pieces = files.pieces(name, max(offset - 1, 0))
    if offset == 0:
        yield from pieces
        return
    first = next(pieces, None)
    if first is None or first[:1] != b"\n":
        raise FileReplaced
    yield first[1:]
    yield from pieces
