"""Streams about what employees send: listed by when it was made, then asked for one by one.

A message is sent when its employee confirms it, and what became of it changes for weeks. So each
pull asks again for everything made within the look-back. The cursor names the message inside the
window, so a killed pull goes on behind the last one that was done.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from connectors.core.base_stream import BaseStream
from connectors.core.errors import CursorRejected, NothingThere, RetryableError
from connectors.core.pagination import Paginator
from connectors.core.stream import Cursor, Page, PullContext, Record, Rejected
from connectors.core.windows import Period, Window, end_of, from_epoch, start_of
from connectors.wecom.paging import MOST_RESTARTS, NextCursor

logger = logging.getLogger(__name__)

Row = dict[str, Any]
Found = Sequence[Record | Rejected]
ONE_DAY = 24 * 3_600
OVERLAP = 15 * 60


@dataclass(frozen=True, kw_only=True)
class SentStream(BaseStream):
    """Lists what was made in a window, and fetches what belongs to each.

    Attributes:
        list_page: Asks one page of a window's list, moves the paginator on, returns the rows.
        about: Fetches what the stream tells of one row, in parts.
        id_field: Field that identifies a row of the list.
        kinds: The lists there are; each is walked.
        span_days: Days that one list may cover.
        look_back_days: Days that are asked for again, counted back from this moment.
    """

    list_page: Callable[[Window, str, Paginator], list[Row]]
    about: Callable[[Row, str], Iterator[Found]]
    id_field: str
    kinds: tuple[str, ...] = ("",)
    span_days: int = 30
    look_back_days: int = 0
    has_days = True
    reads_ahead = True

    @property
    def window(self) -> str:
        """How much time one list covers."""
        return f"{self.span_days} days"

    @property
    def restatement(self) -> str:
        """What was made lately is asked for again."""
        days = self.look_back_days
        return f"last {days} days" if days else "15 min overlap"

    def reached(self, cursor: Cursor) -> datetime | None:
        """Everything made before ``seen`` has been listed at least once."""
        return from_epoch(cursor.get("seen"))

    def fetch(self, cursor: Cursor | None, context: PullContext) -> Iterator[Page]:
        """Yield the parts of every row, from the look-back to the present instant."""
        now = int(context.now().timestamp())
        first = int(start_of(context.start).timestamp())
        state = dict(cursor or {})
        if state.get("seen", first) - OVERLAP > now:
            logger.error("%s.%s: the cursor lies in the future", self.source, self.name)
            state = {}
        begun = "window" in state and state["window"]["end"] <= now
        back = max(self.look_back_days * ONE_DAY, OVERLAP)
        start = state["window"]["start"] if begun else max(first, state.get("seen", first) - back)
        walk = _Walk(int(start), now, int(state.get("seen", first)), self._span())
        if begun:
            walk.resume(state["window"])
        yield from self._walked(walk)

    def fetch_days(
        self, days: Period, cursor: Cursor | None, context: PullContext
    ) -> Iterator[Page]:
        """Yield the parts of every row made on some business days."""
        first = int(start_of(days.first).timestamp())
        end = int(min(end_of(days.last), context.now()).timestamp())
        walk = _Walk(first, end, first, self._span())
        if cursor and "window" in cursor:
            walk.resume(cursor["window"])
        yield from self._walked(walk)

    def _span(self) -> int:
        return self.span_days * ONE_DAY

    def _walked(self, walk: _Walk) -> Iterator[Page]:
        while window := walk.window():
            for place, kind in enumerate(self.kinds):
                if place >= walk.kind:
                    walk.kind = place
                    yield from self._kind(walk, window, kind)
                    walk.position, walk.done = {}, None
            walk.close(window)
            yield Page((), walk.cursor())

    def _kind(self, walk: _Walk, window: Window, kind: str) -> Iterator[Page]:
        pages, restarts = NextCursor(self.name, **walk.position), 0
        while not pages.finished:
            try:
                rows = self.list_page(window, kind, pages)
            except NothingThere:
                return
            except CursorRejected:
                restarts += 1
                if restarts > MOST_RESTARTS:
                    raise RetryableError(
                        f"{self.source}.{self.name}: the platform keeps refusing its page cursor."
                    ) from None
                pages = NextCursor(self.name)
                walk.position, walk.done = {}, None
                continue
            for row in _after(rows, self.id_field, walk.done):
                for part in self.about(row, kind):
                    yield _page(part, walk.cursor())
                walk.done = str(row.get(self.id_field))
                yield Page((), walk.cursor())
            walk.position, walk.done = pages.position(), None


@dataclass(slots=True)
class _Walk:
    """Where a pull stands: a window, which of its lists, which page, the last row that was done."""

    start: int
    end: int
    seen: int
    span: int
    kind: int = 0
    position: dict[str, Any] = field(default_factory=dict)
    done: str | None = None
    width: int = 0

    def window(self) -> Window | None:
        """Return the window to walk; None when there is no more time."""
        if self.start >= self.end:
            return None
        return Window(self.start, min(self.start + (self.width or self.span), self.end))

    def resume(self, begun: Cursor) -> None:
        """Go on inside a window that an earlier pull began."""
        self.start, self.width = begun["start"], begun["end"] - begun["start"]
        self.kind, self.position, self.done = begun["kind"], begun["page"], begun["done"]

    def close(self, window: Window) -> None:
        """The window was walked to its end."""
        self.start, self.seen = window.end, max(self.seen, window.end)
        self.kind, self.position, self.done, self.width = 0, {}, None, 0

    def cursor(self) -> Cursor:
        """What a later pull goes on from."""
        state: Cursor = {"seen": self.seen}
        if window := self.window():
            state["window"] = {
                "start": window.start,
                "end": window.end,
                "kind": self.kind,
                "page": self.position,
                "done": self.done,
            }
        return state


def _after(rows: list[Row], id_field: str, done: str | None) -> list[Row]:
    """Leave out what was done before; all of it counts as new when that one is not listed."""
    ids = [str(row.get(id_field)) for row in rows]
    return rows[ids.index(done) + 1 :] if done in ids else rows


def _page(found: Found, cursor: Cursor) -> Page:
    return Page(
        [item for item in found if isinstance(item, Record)],
        cursor,
        [item for item in found if isinstance(item, Rejected)],
    )
