"""Lists that are paged by number inside a time window, and read from their last page to the first.

While one pages, rows leave a list: a trade that changes again moves out of the window, and all
rows behind it move up. Read from the back, a row can only move onto a page that is still to be
read, so nothing is lost and at worst something is read twice. Nothing enters a window that ends in
the past; windows end a minute before the present because the platform shows changes late.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from connectors.core.errors import FatalError, RetryableError, WindowTooLarge
from connectors.core.stream import Cursor
from connectors.core.windows import Window
from connectors.youzan.client import NumberedPage

logger = logging.getLogger(__name__)

OVERLAP = 15 * 60
SETTLES_AFTER = 60
ListPage = Callable[[Window, int], NumberedPage]


@dataclass(frozen=True, slots=True)
class ListLimits:
    """What the platform lists at once.

    Attributes:
        span: Most seconds of one window.
        page_size: Rows of a full page.
        most_rows: Most rows of one window.
    """

    span: int
    page_size: int
    most_rows: int


@dataclass(frozen=True, slots=True)
class Step:
    """One page that was read, and the walk's cursor once its rows are stored."""

    rows: list[Any]
    cursor: Cursor


class NumberedWalk:
    """Walks windows from an instant to another; everything before `until` is stored.

    Args:
        what: Names the stream in messages.
        limits: What the platform lists at once.
        cursor: Where an earlier walk stood, if one did.
        first: Epoch second to begin at without a cursor.
        end: Epoch second to stop at, included.
    """

    def __init__(
        self, what: str, limits: ListLimits, cursor: Cursor | None, first: int, end: int
    ) -> None:
        self._what = what
        self._limits = limits
        self._first, self._end = first, end
        state = cursor or {"until": first}
        if state["until"] - OVERLAP > end:
            logger.error(
                "%s: the cursor lies in the future; the clock was wrong then or is wrong now. "
                "Everything is pulled again from the beginning.",
                what,
            )
            state = {"until": first}
        self._until: int = state["until"]
        self._span: int = min(state.get("span", limits.span), limits.span)
        opened = state.get("window")
        self._window: Window | None = None
        self._page: int | None = None
        self._read_last: list[Any] | None = None
        # A window that ends ahead of the clock would pass over what is yet to happen in it.
        if opened and opened["end"] <= end:
            self._window = Window(opened["start"], opened["end"])
            self._page = opened["page"]

    def steps(self, list_page: ListPage) -> Iterator[Step]:
        """Read every window to its end, one page at a time.

        Raises:
            FatalError: One second holds more rows than the platform lists.
            ConnectorError: As the platform's answers demand.
        """
        while window := self._current():
            try:
                page = self._next_page(list_page, window)
            except WindowTooLarge:
                self._halve(window)
                continue
            self._settle(window)
            yield Step(page.items, self.cursor())

    def cursor(self) -> Cursor:
        """What a later walk goes on from."""
        state: Cursor = {"until": self._until, "span": self._span}
        if self._window is not None and self._page is not None:
            ends = {"start": self._window.start, "end": self._window.end}
            state["window"] = {**ends, "page": self._page}
        return state

    def _current(self) -> Window | None:
        if self._window is None and self._until < self._end:
            self._open()
        return self._window

    def _open(self) -> None:
        overlap = min(OVERLAP, self._span // 4)
        start = max(self._first, self._until - overlap)
        self._window = Window(start, min(start + self._span, self._end))
        self._page = None

    def _next_page(self, list_page: ListPage, window: Window) -> NumberedPage:
        if self._page is None:
            self._read_last = None
            self._page, page = self._last_page(list_page, window)
            return page
        return self._asked(list_page, window, self._page)

    def _last_page(self, list_page: ListPage, window: Window) -> tuple[int, NumberedPage]:
        """Find the window's last page; the total is believed no further than it can be checked."""
        page = self._asked(list_page, window, 1)
        total, size = page.total or 0, self._limits.page_size
        if 0 < len(page.items) < min(size, total):
            # The platform gives smaller pages than it was asked for, or its total is too large.
            size = len(page.items)
        number = max(1, -(-total // size))
        most = self._limits.most_rows // self._limits.page_size
        if number > most:
            if self._asked(list_page, window, most).items:
                raise WindowTooLarge(f"{self._what}: the window holds {total} rows.")
            number = 1
        if number > 1 and not (last := self._asked(list_page, window, number)).items:
            number = 1
        elif number > 1:
            page = last
        return self._end_from(list_page, window, number, page, size)

    def _end_from(
        self, list_page: ListPage, window: Window, number: int, page: NumberedPage, size: int
    ) -> tuple[int, NumberedPage]:
        """Go on from a full page to the last one that holds anything."""
        most = self._limits.most_rows // self._limits.page_size
        while len(page.items) >= size:
            if number >= most:
                if page.total is None:
                    raise WindowTooLarge(f"{self._what}: the window fills all pages.")
                break
            following = self._asked(list_page, window, number + 1)
            if not following.items:
                break
            number, page = number + 1, following
        return number, page

    def _asked(self, list_page: ListPage, window: Window, number: int) -> NumberedPage:
        """Ask a page, and once more where it lacks rows by its own total or is the one before."""
        page = list_page(window, number)
        if self._is_odd(page, number):
            again = list_page(window, number)
            page = again if len(again.items) >= len(page.items) or self._repeats(page) else page
        if self._repeats(page):
            raise RetryableError(
                f"{self._what}: the platform answers page {number} with the page read before; "
                "nothing of it is stored, the next pull asks for it again."
            )
        self._read_last = page.items
        return page

    def _is_odd(self, page: NumberedPage, number: int) -> bool:
        expected = (page.total or 0) - (number - 1) * self._limits.page_size
        return self._repeats(page) or len(page.items) < min(expected, self._limits.page_size)

    def _repeats(self, page: NumberedPage) -> bool:
        return bool(page.items) and page.items == self._read_last

    def _settle(self, window: Window) -> None:
        if self._page is not None and self._page > 1:
            self._page -= 1
            return
        self._until = window.end
        self._span = min(self._limits.span, self._span * 2)
        self._window = self._page = None

    def _halve(self, window: Window) -> None:
        width = window.end - window.start
        if width < 2:
            raise FatalError(
                f"{self._what}: one second holds more records than the platform lists.",
                next_step="Nothing can be pulled past it by time; ask the platform's support.",
            )
        self._span = width // 2
        self._open()
