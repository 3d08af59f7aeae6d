"""Daily figures of employees and of their chats: yesterday and earlier, at most 180 days back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any

from connectors.core.daily_figures import DailyFigures
from connectors.core.errors import RecordUnavailable
from connectors.core.keyed import REPORT_IT, Keyed
from connectors.core.parallel import in_order
from connectors.core.stream import Cursor, Page, PullContext, Record, Rejected
from connectors.core.windows import Period, business_day, from_epoch
from connectors.wecom.client import WecomClient
from connectors.wecom.paging import MOST_EMPLOYEES

Row = dict[str, Any]
# The platform counts 180 days from this moment, so the first of them is not whole any more.
DAYS_KEPT = timedelta(days=179)


@dataclass(frozen=True, kw_only=True)
class RecentFigures(DailyFigures):
    """Daily figures that the platform forgets after half a year."""

    def fetch(self, cursor: Cursor | None, context: PullContext) -> Iterator[Page]:
        """Yield one page per span of days, from what the platform still has up to yesterday."""
        yield from DailyFigures.fetch(self._remembered(context), cursor, context)

    def fetch_days(
        self, days: Period, cursor: Cursor | None, context: PullContext
    ) -> Iterator[Page]:
        """Yield the pages of some business days, as far as the platform still has them."""
        yield from DailyFigures.fetch_days(self._remembered(context), days, cursor, context)

    def _remembered(self, context: PullContext) -> RecentFigures:
        oldest = business_day(context.now()) - DAYS_KEPT
        return replace(self, since=max(self.since, oldest))


def behaviour(client: WecomClient, period: Period) -> Keyed:
    """Fetch what every employee did with customers: an answer adds up whoever it is asked for."""
    employees = sorted(set(client.follow_users()))
    found = in_order(partial(_one, client.behaviour, period), employees)
    return _keyed(zip(employees, found, strict=True), "userid", "get_user_behavior_data")


def chat_days(client: WecomClient, period: Period) -> Keyed:
    """Fetch how lively the chats of every owner were."""
    employees = sorted(set(client.follow_users()))
    parts = [
        employees[start : start + MOST_EMPLOYEES]
        for start in range(0, len(employees), MOST_EMPLOYEES)
    ]
    owners = sorted({owner for part in parts for owner in client.chat_owners(part, period)})
    found = in_order(partial(_one, client.chat_days, period), owners)
    return _keyed(zip(owners, found, strict=True), "owner", "statistic_group_by_day")


def _one(ask: Any, period: Period, employee: str) -> list[Row]:
    try:
        rows: list[Row] = ask(employee, period)
    except RecordUnavailable:
        return []
    return rows


def _keyed(found: Iterable[tuple[str, list[Row]]], who: str, place: str) -> Keyed:
    records: list[Record] = []
    rejected: list[Rejected] = []
    for employee, rows in found:
        for row in rows:
            day = from_epoch(row.get("stat_time"))
            if day is None:
                reason = "Its stat_time is no day."
                rejected.append(Rejected(place, reason, REPORT_IT, {who: employee, **row}))
            else:
                key = f"{employee}|{int(day.timestamp())}"
                records.append(Record(key, {who: employee, **row}, day))
    return Keyed(records, rejected)
