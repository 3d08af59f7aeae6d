"""The stream of orders: by time of change, and once more by time of creation.

The platform lists an order by its last change; one whose change was not noted would never be seen.
So what was created since the last pull is listed too, which costs a call for a hundred orders, and
only those that nobody has seen are fetched. The orders that one gift became are fetched with the
first of them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from connectors.core.errors import ConnectorError
from connectors.core.pagination import Paginator
from connectors.core.parallel import in_order, until_fault
from connectors.core.stream import Cursor, Page, PullContext, Record, Rejected
from connectors.core.time_windows import TimeWindowStream
from connectors.core.windows import Window

logger = logging.getLogger(__name__)

REMEMBERED = 20_000
CREATED = "created"


@dataclass(frozen=True, kw_only=True)
class OrderStream(TimeWindowStream):
    """Walks the orders by change, then those created since by creation.

    Attributes:
        list_created: Like `list_page`, by time of creation.
        gift_orders: Names the orders of a gift.
    """

    list_created: Callable[[Window, Paginator], Sequence[str]]
    gift_orders: Callable[[str], Sequence[str]]

    def fetch(self, cursor: Cursor | None, context: PullContext) -> Iterator[Page]:
        """Yield the changed orders, then the created ones that were not among them."""
        state = dict(cursor or {})
        created: Cursor | None = state.pop(CREATED, None)
        seen: dict[str, None] = {}
        for page in super().fetch(state or None, context):
            state = page.cursor
            seen |= dict.fromkeys(record.key for record in page.records)
            seen |= dict.fromkeys(str(refused.payload["id"]) for refused in page.rejected)
            while len(seen) > REMEMBERED:
                del seen[next(iter(seen))]
            extra, fault = self._orders_of_gifts(page.records)
            beside = {CREATED: created} if created else {}
            yield _with(page, extra, {**state, **beside})
            if fault is not None:
                raise fault
        unseen = _Unseen(self.list_created, seen, context)
        by_creation = TimeWindowStream(
            source=self.source,
            name=self.name,
            description=self.description,
            span=self.span,
            list_page=unseen.page,
            detail=self.detail,
        )
        for page in by_creation.fetch(created, context):
            yield _with(page, (), {**state, CREATED: page.cursor})

    def _orders_of_gifts(
        self, orders: Sequence[Record]
    ) -> tuple[Sequence[Record | Rejected], ConnectorError | None]:
        """Fetch what became of the gifts on a page, as far as it is not on the page itself."""
        gifts = {order.payload.get("present_order_id_str") for order in orders}
        named = in_order(self._named, sorted(str(gift) for gift in gifts if gift))
        here = {order.key for order in orders}
        missing = {one: None for orders_ in named for one in orders_ if one not in here}
        found, fault = until_fault(self.detail, list(missing))
        return [item for _, item in found], fault

    def _named(self, gift: str) -> Sequence[str]:
        try:
            return self.gift_orders(gift)
        except ConnectorError as error:
            # Each of these orders is listed by itself, too: no reason to hold up all others.
            logger.info(
                "%s.%s: gift %s is not looked into: %s", self.source, self.name, gift, error
            )
            return ()


class _Unseen:
    """Lists orders by creation and leaves out those that this pull or an earlier one has seen."""

    def __init__(
        self,
        list_created: Callable[[Window, Paginator], Sequence[str]],
        seen: dict[str, None],
        context: PullContext,
    ) -> None:
        self._list, self._seen, self._context = list_created, seen, context
        self._known: set[str] | None = None

    def page(self, window: Window, pages: Paginator) -> list[str]:
        """List one page and move the paginator on."""
        unseen = [one for one in self._list(window, pages) if one not in self._seen]
        if unseen and self._known is None:
            # Reading what ever landed is dear; a daily pull has seen what was created since.
            self._known = set(self._context.known_keys())
        return [one for one in unseen if one not in (self._known or ())]


def _with(page: Page, extra: Sequence[Record | Rejected], cursor: Cursor) -> Page:
    records = [item for item in extra if isinstance(item, Record)]
    rejected = [item for item in extra if isinstance(item, Rejected)]
    return replace(
        page,
        records=[*page.records, *records],
        rejected=[*page.rejected, *rejected],
        cursor=cursor,
    )
