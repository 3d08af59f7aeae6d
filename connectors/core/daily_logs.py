"""Streams that read the daily JSON-lines files a brand keeps of its own events.

A file is named ``<kind>-YYYY-MM-DD.jsonl`` after the Shanghai day and only grows. The cursor holds
a byte offset per open day; a day stays open for a week, because writers append late. A file that
was still missing then is looked for by every later pull, for a year in a folder; behind an address,
where each look is a request, the newest such days only. A line that cannot be used is refused by
file and number, and the rest goes on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from connectors.core.base_stream import BaseStream
from connectors.core.batches import Enough
from connectors.core.decode import NotJsonError, json_object
from connectors.core.lines import Line, lines
from connectors.core.log_files import FileReplaced, LogFiles
from connectors.core.stream import Cursor, Page, PullContext, Record, Rejected
from connectors.core.windows import ONE_DAY, Period, business_day, days, end_of, runs_of

logger = logging.getLogger(__name__)

LOOKED_FOR = timedelta(days=366)
LINES_PER_PAGE = 2_000
CHEAP_LINES = Enough(rows=LINES_PER_PAGE, pages=1_000)
AHEAD = ONE_DAY
"""How far a line may be dated after its file's day: clocks differ, and midnight is midnight."""
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


@dataclass(slots=True)
class _State:
    """The cursor of a stream of logs.

    Attributes:
        closed_before: Days before this one are finished, but for those in `read`.
        read: How far the files of open days, and of late ones, have been read.
        missing: Runs of finished days that had no file, oldest first; it may still come.
    """

    closed_before: date
    read: dict[str, _Place] = field(default_factory=dict)
    missing: list[Period] = field(default_factory=list)

    @classmethod
    def of(cls, cursor: Cursor) -> _State:
        return cls(
            date.fromisoformat(cursor["closed_before"]),
            {day: _Place(**place) for day, place in cursor["days"].items()},
            [Period(*map(date.fromisoformat, run)) for run in cursor.get("missing", ())],
        )

    def cursor(self) -> Cursor:
        places = {day: place for day, place in self.read.items() if place.offset}
        return {
            "closed_before": self.closed_before.isoformat(),
            "days": {day: {"offset": p.offset, "line": p.line} for day, p in places.items()},
            "missing": [[run.first.isoformat(), run.last.isoformat()] for run in self.missing],
        }

    def close(self, day: date, *, is_missing: bool) -> None:
        """A finished day's file was read to its end, if it is there."""
        self.read.pop(day.isoformat(), None)
        self.closed_before = max(self.closed_before, day + ONE_DAY)
        is_known = any(run.first <= day <= run.last for run in self.missing)
        if is_known and not is_missing:
            self.missing = list(runs_of(one for one in self.missing_days() if one != day))
        elif is_missing and not is_known:
            follows = bool(self.missing) and self.missing[-1].last == day - ONE_DAY
            first = self.missing.pop().first if follows else day
            self.missing.append(Period(first, day))

    def missing_days(self) -> list[date]:
        return [day for run in self.missing for day in days(run.first, run.last)]

    def forget_missing_before(self, first: date) -> None:
        self.missing = list(runs_of(day for day in self.missing_days() if day >= first))


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

    has_days = True

    @property
    def window(self) -> str:
        """A file a day."""
        return "1 file a day"

    @property
    def restatement(self) -> str:
        """How long a file may grow, and how long a missing one is looked for."""
        return f"lines of {self.look_back} days"

    def fetch(self, cursor: Cursor | None, context: PullContext) -> Iterator[Page]:
        """Yield a page per some thousand lines: files that came late, then day by day to today."""
        today = business_day(context.now())
        last_finished = today - timedelta(days=self.look_back)
        state = self._resumed(cursor, context.start, last_finished)
        has_files = cursor is not None
        for day in [*self._late(state), *days(state.closed_before, today)]:
            for page in self._read(state, day, is_closing=day <= last_finished):
                has_files = has_files or bool(page.records or page.rejected)
                yield page
        if not has_files:
            logger.warning(
                "%s.%s: no file %s-YYYY-MM-DD.jsonl has a line since %s; is %s right?",
                self.source,
                self.name,
                self.kind,
                context.start,
                self.setting,
            )

    def fetch_days(
        self, days_asked: Period, cursor: Cursor | None, context: PullContext
    ) -> Iterator[Page]:
        """Yield the lines of some days' files from their first one on."""
        today = business_day(context.now())
        state = _State.of(cursor) if cursor else _State(days_asked.first)
        for day in days(state.closed_before, min(days_asked.last, today)):
            is_closing = day <= today - timedelta(days=self.look_back)
            yield from self._read(state, day, is_closing=is_closing)

    def _resumed(self, cursor: Cursor | None, start: date, last_finished: date) -> _State:
        if cursor is None:
            return _State(start)
        state = _State.of(cursor)
        if state.closed_before > max(start, last_finished + ONE_DAY):
            logger.error(
                "%s.%s: the cursor lies in the future; the clock was wrong then or is wrong now. "
                "All files are read again from the start date.",
                self.source,
                self.name,
            )
            return _State(start)
        state.forget_missing_before(last_finished - LOOKED_FOR)
        return state

    def _late(self, state: _State) -> list[date]:
        """Finished days whose file was missing and may have come, and those begun since."""
        assert self.files is not None  # noqa: S101 - `pages` refuses an unconfigured stream
        missing = state.missing_days()[-self.files.probes :]
        begun = [day for day in map(date.fromisoformat, state.read) if day < state.closed_before]
        return sorted({*missing, *begun})

    def _read(self, state: _State, day: date, *, is_closing: bool) -> Iterator[Page]:
        key = day.isoformat()
        begun = state.read.get(key, _Place())
        end = begun
        for records, rejected, end in self._day(key, begun, is_closing):
            state.read[key] = end
            yield Page(records, state.cursor(), rejected)
        if is_closing:
            was_late, is_missing = day < state.closed_before, end.offset == 0
            state.close(day, is_missing=is_missing)
            if not (was_late and is_missing):
                yield Page((), state.cursor())

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
            return _in_time(self.parse(json_object(raw), raw), name)
        except (NotJsonError, LineRefused) as error:
            shown = raw[:SHOWN_BYTES].decode("utf-8", errors="replace")
            return Rejected(
                place=f"{name} line {number}",
                reason=f"The line is refused: {error}.",
                next_step=APPEND_IT,
                payload={"file": name, "line_number": number, "line": shown},
            )


def _in_time(record: Record, name: str) -> Record:
    """Refuse what a wrong clock dated ahead: it would count as the newest for years."""
    day = date.fromisoformat(name.removesuffix(".jsonl")[-10:])
    if record.occurred_at is not None and record.occurred_at > end_of(day) + AHEAD:
        raise LineRefused("its time lies more than a day after the file's day: a clock was wrong")
    return record


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
