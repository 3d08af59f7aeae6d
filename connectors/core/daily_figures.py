"""Streams of statistics that a platform computes per day, week or month.

Only finished periods are asked for. Figures are restated for a while, so each pull asks again for
a look-back and for the days the platform called preliminary; unchanged rows cost nothing
downstream. Yesterday is asked for by itself, so that its not being ready holds up no other day.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from connectors.core.base_stream import BaseStream
from connectors.core.batches import Enough
from connectors.core.keyed import Keyed
from connectors.core.stream import Cursor, Page, PullContext
from connectors.core.windows import (
    ONE_DAY,
    Period,
    Unit,
    business_day,
    complete_periods,
    days,
    end_of,
    whole_periods,
)

logger = logging.getLogger(__name__)

PRELIMINARY_DAYS = 60
SMALL_ROWS = Enough(rows=1_000)


@dataclass(frozen=True, kw_only=True)
class DailyFigures(BaseStream):
    """Asks for one period after the other.

    Attributes:
        ask: Fetches the figures of one period.
        unit: Whether periods are runs of days, natural weeks or calendar months.
        span: Days the platform answers at once, for unit ``day``.
        look_back: Days that are asked for again, counted back from the newest one stored.
        since: First day the platform has figures for, if it says so.
    """

    ask: Callable[[Period], Keyed]
    unit: Unit = "day"
    span: int = 1
    look_back: int = 2
    since: date = date.min
    enough: Enough = SMALL_ROWS
    has_days = True

    @property
    def window(self) -> str:
        """Which period one call answers."""
        return f"{self.span} days" if self.span > 1 else f"1 {self.unit}"

    @property
    def restatement(self) -> str:
        """How far back figures are asked for again."""
        return f"last {self.look_back} days"

    def reached(self, cursor: Cursor) -> datetime | None:
        """The end of the newest period stored."""
        return end_of(date.fromisoformat(cursor["through"])) if "through" in cursor else None

    def fetch(self, cursor: Cursor | None, context: PullContext) -> Iterator[Page]:
        """Yield one page per period, up to yesterday.

        Raises:
            NotReady: The platform has not computed the newest period; it is asked again next time.
        """
        yesterday = business_day(context.now()) - ONE_DAY
        through = date.fromisoformat(cursor["through"]) if cursor else None
        if through is not None and through > yesterday:
            logger.error("%s.%s: the cursor lies in the future", self.source, self.name)
            through = yesterday
        delayed = set((cursor or {}).get("delayed", ()))
        for period in self._due(through, delayed, max(context.start, self.since), yesterday):
            found = self.ask(period)
            delayed -= {day.isoformat() for day in days(period.first, period.last)}
            if not found.is_final and (yesterday - period.last).days <= PRELIMINARY_DAYS:
                # Of a span, the newest day is the one that is not final.
                delayed.add(period.last.isoformat())
            through = max(through, period.last) if through else period.last
            state = {"through": through.isoformat(), "delayed": sorted(delayed)}
            yield Page(found.records, state, found.rejected)

    def fetch_days(
        self, days: Period, cursor: Cursor | None, context: PullContext
    ) -> Iterator[Page]:
        """Yield one page per period that the days touch, as far as it is over."""
        yesterday = business_day(context.now()) - ONE_DAY
        touched = whole_periods(self.unit, days.first, days.last)
        first = max(touched.first, self.since)
        if cursor:
            first = date.fromisoformat(cursor["through"]) + ONE_DAY
        for period in self._periods(first, min(touched.last, yesterday), yesterday):
            found = self.ask(period)
            yield Page(found.records, {"through": period.last.isoformat()}, found.rejected)

    def _due(
        self, through: date | None, delayed: set[str], first: date, yesterday: date
    ) -> Iterator[Period]:
        begin = first
        if through is not None:
            begin = max(first, through + ONE_DAY - timedelta(days=self.look_back))
            earlier = sorted(day for day in map(date.fromisoformat, delayed) if day < begin)
            yield from (Period(day, day) for day in earlier)
        # Always by itself: an answer over several days says of all of them that they are delayed.
        yield from self._periods(begin, yesterday, yesterday)

    def _periods(self, first: date, last: date, alone: date | None) -> Iterator[Period]:
        """Cut days into periods; the day that may not be ready yet is asked for by itself."""
        if self.unit == "day" and alone == last and first <= last:
            yield from complete_periods("day", first, last - ONE_DAY, self.span)
            yield Period(last, last)
        else:
            yield from complete_periods(self.unit, first, last, self.span)
