"""Streams that are listed by time window and fetched one record at a time.

Windows are half-open and overlap a little, because platforms do not say which end they include
and clocks differ; a record that is pulled twice costs nothing downstream. The cursor never passes
a window that was not listed to its end, and names the page inside the window, so a killed pull
goes on at the page where it stopped; a quota that ends inside a page costs none of the records
fetched before. Records that could not be had for an unknown reason wait in
the cursor, and each pull asks for them again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from connectors.core.base_stream import BaseStream
from connectors.core.errors import (
    ConnectorError,
    CursorRejected,
    FatalError,
    RetryableError,
    WindowTooLarge,
)
from connectors.core.odd_records import OddRecords, Postponed, waiting_after
from connectors.core.pagination import MoreFlag, Paginator
from connectors.core.parallel import until_fault
from connectors.core.stream import Cursor, Page, PullContext, Record, Rejected
from connectors.core.windows import Period, Window, end_of, from_epoch, spelled, start_of

logger = logging.getLogger(__name__)

OVERLAP = 15 * 60
MOST_RESTARTS = 3


@dataclass(frozen=True, kw_only=True)
class TimeWindowStream(BaseStream):
    """Lists ids window by window, then fetches each record.

    Attributes:
        span: Most seconds the platform lists in one window.
        list_page: Asks one page of a window's list, moves the paginator on, returns the ids.
        detail: Fetches one record, or says why it cannot be had; may raise what
            `OddRecords` knows.
    """

    span: int
    list_page: Callable[[Window, Paginator], Sequence[str]]
    detail: Callable[[str], Record | Rejected]

    has_days = True
    reads_ahead = True

    @property
    def window(self) -> str:
        """How much time one list covers."""
        return spelled(self.span)

    @property
    def restatement(self) -> str:
        """Changes bring a record again; only the overlap is listed twice."""
        return f"last {spelled(OVERLAP)}"

    def reached(self, cursor: Cursor) -> datetime | None:
        """Everything before ``until`` is stored."""
        return from_epoch(cursor.get("until"))

    def fetch(self, cursor: Cursor | None, context: PullContext) -> Iterator[Page]:
        """Yield one page per list page, from the cursor to the present instant."""
        now = int(context.now().timestamp())
        first = int(start_of(context.start).timestamp())
        yield from self._walked(_Walk(self._place(), self.span, cursor, first, now))

    def fetch_days(
        self, days: Period, cursor: Cursor | None, context: PullContext
    ) -> Iterator[Page]:
        """Yield one page per list page of some business days, as far as they have passed."""
        # A second more on either side: platforms do not say which end of a window they include.
        first = int(start_of(days.first).timestamp()) - 1
        end = min(int(end_of(days.last).timestamp()) + 1, int(context.now().timestamp()))
        yield from self._walked(_Walk(self._place(), self.span, cursor, first, end))

    def _walked(self, walk: _Walk) -> Iterator[Page]:
        odd = OddRecords()
        if walk.waiting:
            page, fault = self._details(walk, odd, list(walk.waiting), None)
            yield page
            _raise(fault)
        while window := walk.current():
            here = walk.pages.position()
            try:
                ids = self.list_page(window, walk.pages)
            except WindowTooLarge:
                walk.halve(window)
                continue
            except CursorRejected:
                walk.restart()
                continue
            todo = [key for key in dict.fromkeys(ids) if key not in walk.fetched]
            page, fault = self._details(walk, odd, todo, here)
            if fault is None or page.records or page.rejected:
                yield page
            _raise(fault)

    def _details(
        self, walk: _Walk, odd: OddRecords, keys: Sequence[str], here: Mapping[str, Any] | None
    ) -> tuple[Page, ConnectorError | None]:
        """Fetch records; before a fault as many as there were, so that none is paid for twice."""
        fetched, fault = until_fault(partial(odd.one, self._place(), self.detail), keys)
        found = [item for _, items in fetched for item in items]
        done = [key for key, _ in fetched]
        known = set(walk.waiting)
        walk.waiting = waiting_after(walk.waiting, done, found)
        if here is not None:
            walk.settle(None if fault is None else here, done)
        records = [item for item in found if isinstance(item, Record)]
        rejected = [
            item
            for item in found
            if isinstance(item, Rejected)
            and not (isinstance(item, Postponed) and item.payload["id"] in known)
        ]
        return Page(records, walk.cursor(), rejected), fault

    def _place(self) -> str:
        return f"{self.source}.{self.name}"


class _Walk:
    """Where a pull stands: everything before `until` is stored, then window and page."""

    def __init__(self, what: str, span: int, cursor: Cursor | None, first: int, now: int) -> None:
        self._what = what
        self._widest = span
        self._now = now
        self._restarts = 0
        state = cursor or {"until": first}
        if state["until"] - OVERLAP > now:
            logger.error(
                "%s: the cursor lies in the future; the clock was wrong then or is wrong now. "
                "Everything is pulled again from the start date.",
                what,
            )
            state = {"until": first}
        self.waiting: dict[str, int] = dict(state.get("again", {}))
        self._first = first
        self._until: int = state["until"]
        self._span: int = min(state.get("span", span), span)
        self._window: Window | None = None
        self.fetched: dict[str, None] = {}
        self.pages: Paginator = MoreFlag(what)
        opened = state.get("window")
        # A window that ends ahead of the clock would pass over what is yet to happen in it.
        if opened and opened["end"] <= now:
            self._window = Window(opened["start"], opened["end"])
            self.pages = MoreFlag(what, **opened["page"])
            self.fetched |= dict.fromkeys(opened.get("fetched", ()))

    def current(self) -> Window | None:
        """Return the window being listed, opening the next one; None when there is no more time."""
        if self._window is None and self._until < self._now:
            self._open()
        return self._window

    def halve(self, window: Window) -> None:
        """List half the window instead, from its beginning."""
        width = window.end - window.start
        if width < 2:
            raise FatalError(
                f"{self._what}: one second holds more records than the platform lists.",
                next_step="Nothing can be pulled past it by time; ask the platform's support.",
            )
        self._span = width // 2
        self._open()

    def restart(self) -> None:
        """Begin the window's list again: the platform no longer knows the page we were at."""
        self._restarts += 1
        if self._restarts > MOST_RESTARTS:
            raise RetryableError(f"{self._what}: the platform keeps refusing its own page cursor.")
        logger.warning("%s: the page cursor is not accepted, the window begins again", self._what)
        self.pages = MoreFlag(self._what)

    def settle(self, here: Mapping[str, Any] | None, fetched: Sequence[str]) -> None:
        """Records of a page were fetched.

        Args:
            here: Where the page lies, when it is to be listed again for the rest of them.
            fetched: The ones that were.
        """
        if here is not None:
            self.pages = MoreFlag(self._what, **here)
            self.fetched.update(dict.fromkeys(fetched))
            return
        self.fetched = {}
        if self.pages.finished and self._window is not None:
            self._until = self._window.end
            self._span = min(self._widest, self._span * 2)
            self._window = None
            self._restarts = 0

    def cursor(self) -> Cursor:
        """What a later pull goes on from."""
        state: Cursor = {"until": self._until, "span": self._span}
        if self.waiting:
            state["again"] = self.waiting
        if self._window is not None:
            state["window"] = {
                "start": self._window.start,
                "end": self._window.end,
                "page": self.pages.position(),
            }
            if self.fetched:
                state["window"]["fetched"] = list(self.fetched)
        return state

    def _open(self) -> None:
        overlap = min(OVERLAP, self._span // 4)
        start = max(self._first, self._until - overlap)
        self._window = Window(start, min(start + self._span, self._now))
        self.fetched = {}
        self.pages = MoreFlag(self._what)


def _raise(fault: ConnectorError | None) -> None:
    if fault is not None:
        raise fault
