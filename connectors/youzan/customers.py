"""The stream of customers: new ones by every pull, all of them again once a day.

The list cannot say who changed, so old customers are walked again; the landing keeps what is new
about them. A day spends at most `most_pages` calls on that, and a larger shop goes on the day
after where it stopped.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connectors.core.base_stream import BaseStream
from connectors.core.keyed import REPORT_IT
from connectors.core.stream import Cursor, Page, PullContext, Record, Rejected, Remembers
from connectors.core.windows import business_day, from_epoch
from connectors.youzan.client import YouzanClient
from connectors.youzan.customer_list import BEFORE_ALL, CustomerList
from connectors.youzan.numbered import SETTLES_AFTER
from connectors.youzan.values import instant


@dataclass(frozen=True, kw_only=True)
class CustomersStream(BaseStream):
    """Customers as the list tells them, keyed by ``yz_open_id``.

    Attributes:
        client: The shop's calls.
        most_pages: Most pages a pull spends on walking old customers again.
    """

    client: YouzanClient
    most_pages: int = 4_000
    remembers: Remembers = "all"

    reads_ahead = True

    @property
    def window(self) -> str:
        """How much one list covers."""
        return "10000 customers"

    @property
    def restatement(self) -> str:
        """What is pulled again."""
        return "everybody daily"

    def reached(self, cursor: Cursor) -> datetime | None:
        """All customers created before that are stored."""
        return from_epoch(cursor.get("new", {}).get("until"))

    def fetch(self, cursor: Cursor | None, context: PullContext) -> Iterator[Page]:
        """Yield new customers, then those that were there before."""
        state: dict[str, Any] = dict(cursor or {})
        customers = CustomerList(self.client, f"{self.source}.{self.name}")
        if not customers.has_any():
            return
        end = int(context.now().timestamp()) - SETTLES_AFTER
        today = business_day(context.now()).isoformat()
        if "new" not in state:
            # The walk over what is new is a walk over everything then.
            state["walked_on"] = today
        if "again" not in state and state["walked_on"] != today:
            state["again"] = {"until": BEFORE_ALL}
            state["again_end"] = state["new"]["until"]
            state["walked_on"] = today
        for step in customers.steps(state.get("new"), end):
            state["new"] = step.cursor
            yield _page(step.rows, state)
        yield from self._again(customers, state)

    def _again(self, customers: CustomerList, state: dict[str, Any]) -> Iterator[Page]:
        if "again" not in state:
            return
        for number, step in enumerate(customers.steps(state["again"], state["again_end"]), start=1):
            state["again"] = step.cursor
            if number == self.most_pages:
                yield _page(step.rows, state)
                return
            yield _page(step.rows, state)
        yield Page((), {"new": state["new"], "walked_on": state["walked_on"]})


def _page(rows: list[Any], state: dict[str, Any]) -> Page:
    records: list[Record] = []
    rejected: list[Rejected] = []
    for row in rows:
        if isinstance(row, dict) and row.get("yz_open_id"):
            records.append(Record(str(row["yz_open_id"]), row, instant(row.get("created_at"))))
        else:
            payload = row if isinstance(row, dict) else {"row": row}
            rejected.append(Rejected("customer", "It lacks yz_open_id.", REPORT_IT, payload))
    return Page(records, dict(state), rejected)
