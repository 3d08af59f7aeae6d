"""A stream of what changed in a shop: trades and refunds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connectors.core.base_stream import BaseStream
from connectors.core.odd_records import Postponed, waiting_after
from connectors.core.stream import Cursor, Page, PullContext, Record, Rejected
from connectors.core.windows import Period, end_of, from_epoch, spelled, start_of
from connectors.youzan.numbered import SETTLES_AFTER, ListLimits, ListPage, NumberedWalk

Convert = Callable[[Sequence[Any]], Sequence[Record | Rejected]]


@dataclass(frozen=True, kw_only=True)
class ChangesStream(BaseStream):
    """Lists what changed, window by window.

    Attributes:
        limits: What the platform lists at once.
        list_page: Asks one page of a window's list.
        convert: Makes records of a page's rows.
        ask_again: Fetches single records that could not be had for an unknown reason; they wait
            in the cursor.
    """

    limits: ListLimits
    list_page: ListPage
    convert: Convert
    ask_again: Callable[[Sequence[str]], Sequence[Record | Rejected]] | None = None

    has_days = True
    reads_ahead = True

    @property
    def window(self) -> str:
        """How much one list covers."""
        return spelled(self.limits.span)

    @property
    def restatement(self) -> str:
        """Changes bring a record again; only the overlap is listed twice."""
        return "last 15 min"

    def reached(self, cursor: Cursor) -> datetime | None:
        """Everything before ``until`` is stored."""
        return from_epoch(cursor.get("until"))

    def fetch(self, cursor: Cursor | None, context: PullContext) -> Iterator[Page]:
        """Yield one page per list page, from the cursor to a minute before the present."""
        first = int(start_of(context.start).timestamp())
        end = int(context.now().timestamp()) - SETTLES_AFTER
        yield from self._walked(cursor, first, end)

    def fetch_days(
        self, days: Period, cursor: Cursor | None, context: PullContext
    ) -> Iterator[Page]:
        """Yield one page per list page of some business days, as far as they have passed."""
        first = int(start_of(days.first).timestamp())
        passed = int(context.now().timestamp()) - SETTLES_AFTER
        yield from self._walked(cursor, first, min(int(end_of(days.last).timestamp()), passed))

    def _walked(self, cursor: Cursor | None, first: int, end: int) -> Iterator[Page]:
        waiting: dict[str, int] = dict((cursor or {}).get("again", {}))
        walk = NumberedWalk(f"{self.source}.{self.name}", self.limits, cursor, first, end)
        if waiting and self.ask_again is not None:
            asked = list(waiting)
            found = self.ask_again(asked)
            waiting = waiting_after(waiting, asked, found)
            yield _page([one for one in found if not isinstance(one, Postponed)], walk, waiting)
        for step in walk.steps(self.list_page):
            found = self.convert(step.rows)
            asked = [one.key for one in found if isinstance(one, Record)]
            waiting = waiting_after(waiting, asked, found)
            yield _page(found, walk, waiting)


def _page(
    found: Sequence[Record | Rejected], walk: NumberedWalk, waiting: Mapping[str, int]
) -> Page:
    return Page(
        [one for one in found if isinstance(one, Record)],
        walk.cursor() | ({"again": dict(waiting)} if waiting else {}),
        [one for one in found if isinstance(one, Rejected)],
    )
