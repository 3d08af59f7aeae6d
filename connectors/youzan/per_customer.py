"""Streams that the platform tells one customer at a time: points and vouchers.

Once a business day the customers are walked, oldest first, and each is asked for what only he or
she can be asked for. Such calls are dear: a pull asks for at most `most_customers` of them, and the
next pull goes on behind the last one.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from connectors.core.base_stream import BaseStream
from connectors.core.errors import RecordUnavailable
from connectors.core.odd_records import OddRecords
from connectors.core.parallel import in_order
from connectors.core.stream import Cursor, Page, PullContext, Record, Rejected, Remembers
from connectors.core.windows import business_day
from connectors.youzan.client import YouzanClient
from connectors.youzan.customer_list import CustomerList
from connectors.youzan.numbered import SETTLES_AFTER

Row = dict[str, Any]
Ask = Callable[[Row], Sequence[Record]]


@dataclass(frozen=True, kw_only=True)
class PerCustomerStream(BaseStream):
    """Asks every customer of a walk once.

    Attributes:
        client: The shop's calls.
        filters: The platform's filters of the walk.
        most_customers: Most customers that one pull asks.
    """

    client: YouzanClient
    filters: dict[str, int] = field(default_factory=dict)
    most_customers: int
    remembers: Remembers = "all"

    reads_ahead = True

    @abstractmethod
    def begin(self, context: PullContext) -> Ask:
        """Return what asks one customer in this pull; it returns nothing for who need not be."""

    @property
    def window(self) -> str:
        """How much one list covers."""
        return "one customer"

    @property
    def restatement(self) -> str:
        """What is pulled again."""
        return "everybody daily"

    def fetch(self, cursor: Cursor | None, context: PullContext) -> Iterator[Page]:
        """Yield one page per page of the customer list, until the walk or the measure is full."""
        state: dict[str, Any] = dict(cursor or {})
        today = business_day(context.now()).isoformat()
        if "walk" not in state and state.get("walked_on") == today:
            return
        place = f"{self.source}.{self.name}"
        customers = CustomerList(self.client, place, **self.filters)
        if not customers.has_any():
            return
        state.setdefault("end", int(context.now().timestamp()) - SETTLES_AFTER)
        ask, odd, asked = self.begin(context), OddRecords(), 0
        for step in customers.steps(state.get("walk"), state["end"]):
            state["walk"] = step.cursor
            found = _answers(partial(_one, place, ask, odd), step.rows)
            asked += sum(bool(items) for items in found)
            flat = [one for items in found for one in items]
            yield Page(
                [one for one in flat if isinstance(one, Record)],
                dict(state),
                [one for one in flat if isinstance(one, Rejected)],
            )
            if asked >= self.most_customers:
                return
        yield Page((), {"walked_on": today})


def _answers(
    one: Callable[[Row], Sequence[Record | Rejected]], rows: Sequence[Any]
) -> list[Sequence[Record | Rejected]]:
    known = [row for row in rows if isinstance(row, dict) and row.get("yz_open_id")]
    return in_order(one, known)


def _one(place: str, ask: Ask, odd: OddRecords, row: Row) -> Sequence[Record | Rejected]:
    def asked(_keys: Sequence[str]) -> Sequence[Record | Rejected]:
        try:
            return ask(row)
        except RecordUnavailable:
            # Gone since the list was read: merged into another customer, or cancelled.
            return []

    return odd.some(place, asked, [str(row["yz_open_id"])])
