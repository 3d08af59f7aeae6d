"""A stream of what changed in a shop: trades and refunds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connectors.core.base_stream import BaseStream
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
    """

    limits: ListLimits
    list_page: ListPage
    convert: Convert

    has_days = True

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
        walk = NumberedWalk(f"{self.source}.{self.name}", self.limits, cursor, first, end)
        for step in walk.steps(self.list_page):
            found = self.convert(step.rows)
            yield Page(
                [one for one in found if isinstance(one, Record)],
                step.cursor,
                [one for one in found if isinstance(one, Rejected)],
            )
