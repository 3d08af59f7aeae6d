"""The customer list, in slices of creation time below the ten thousand rows at which it ends.

In which unit the platform reads its time filters, its texts contradict each other: a list object
asks for the newest customer, then for exactly that customer by both units, and believes the answer
only. Every page is held against the slice it was asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from connectors.core.errors import FatalError
from connectors.core.stream import Cursor
from connectors.core.windows import Window
from connectors.youzan.client import CUSTOMERS_PER_PAGE, NumberedPage, YouzanClient
from connectors.youzan.numbered import ListLimits, NumberedWalk, Step
from connectors.youzan.values import epoch_seconds

BEFORE_ALL = int(datetime(2012, 11, 1, tzinfo=UTC).timestamp())
"""The platform is not older than that, so no customer is."""

MOST_ROWS = 10_000
SECONDS, MILLISECONDS = 1, 1_000
_FOREVER = 100 * 365 * 86_400
LIST_LIMITS = ListLimits(span=_FOREVER, page_size=CUSTOMERS_PER_PAGE, most_rows=MOST_ROWS)


class CustomerList:
    """Walks the customers of a shop; it knows the filters' unit once it has asked.

    Args:
        client: The shop's calls.
        what: Names the stream in messages.
        filters: The platform's filters that narrow the list, such as ``is_member``.
    """

    def __init__(self, client: YouzanClient, what: str, **filters: int) -> None:
        self._client = client
        self._what = what
        self._filters = filters
        self._unit = 0

    def has_any(self) -> bool:
        """Whether there is any customer; finds out the unit of the filters, too.

        Raises:
            FatalError: The list keeps to neither unit.
        """
        newest = self._client.customers(1, **self._filters).items
        created = [at for row in newest if (at := _created(row)) is not None]
        if newest and not created:
            raise FatalError(
                f"{self._what}: the customer list no longer says when a customer was created.",
                next_step="Report it, so that the connector follows the platform.",
            )
        if created:
            self._unit = self._found_unit(max(created))
        return bool(newest)

    def steps(self, cursor: Cursor | None, end: int, first: int = BEFORE_ALL) -> Iterator[Step]:
        """Walk from the cursor to an epoch second, oldest customers first, page by page."""
        walk = NumberedWalk(self._what, LIST_LIMITS, cursor, first, end)
        yield from walk.steps(self._page)

    def _found_unit(self, created: int) -> int:
        for unit in (SECONDS, MILLISECONDS):
            page = self._asked(Window(created, created), 1, unit)
            times = [_created(row) for row in page.items]
            if created in times and all(at is None or at == created for at in times):
                return unit
        raise FatalError(
            f"{self._what}: the customer list does not keep to its creation-time filter.",
            next_step="Report it, so that the connector follows the platform.",
        )

    def _page(self, window: Window, number: int) -> NumberedPage:
        page = self._asked(window, number, self._unit)
        for row in page.items:
            at = _created(row)
            if at is not None and not window.start <= at <= window.end:
                raise FatalError(
                    f"{self._what}: the customer list holds customers outside the asked time.",
                    next_step="Report it, so that the connector follows the platform.",
                )
        return page

    def _asked(self, window: Window, number: int, unit: int) -> NumberedPage:
        return self._client.customers(
            number,
            **self._filters,
            created_at_start=window.start * unit,
            created_at_end=window.end * unit + unit - 1,
        )


def _created(row: Any) -> int | None:
    return epoch_seconds(row.get("created_at")) if isinstance(row, dict) else None
