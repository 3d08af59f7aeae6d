"""Streams that list rows which are the records themselves, and mark what is listed no more.

A pull walks the whole list; pages are stored as they come, and the cursor names the place inside
the walk. A record that landed before and is missing from the list has left: a last version of it
says so. Lists of ids whose details are fetched one by one are `snapshots`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from connectors.core.base_stream import BaseStream
from connectors.core.errors import CursorRejected, RetryableError
from connectors.core.keyed import Keyed
from connectors.core.pagination import Paginator
from connectors.core.stream import Cursor, Page, PullContext, Record, Remembers

logger = logging.getLogger(__name__)

MOST_RESTARTS = 3
GONE_PER_PAGE = 1_000


@dataclass(frozen=True, kw_only=True)
class ListedRows(BaseStream):
    """Walks a list whose rows are records.

    Attributes:
        paginator: Makes the paginator of the list, from the beginning or from a position.
        list_page: Asks one page of the list and moves the paginator on.
        gone: Makes the last version of a record from its key; always the same for one key.
    """

    paginator: Callable[..., Paginator]
    list_page: Callable[[Paginator], Keyed]
    gone: Callable[[str], Record]
    remembers: Remembers = "all"

    reads_ahead = True

    @property
    def window(self) -> str:
        """The list, page by page."""
        return "whole list"

    def fetch(self, cursor: Cursor | None, context: PullContext) -> Iterator[Page]:
        """Yield the listed records, then the last versions of those that are listed no more."""
        state = cursor or {}
        listed: set[str] = set()
        total: int | None = None
        if "listed" not in state:
            for found, pages in self._walk(state.get("walk", {})):
                listed.update(record.key for record in found.records)
                total = pages.total
                place: Cursor = {"listed": True} if pages.finished else {"walk": pages.position()}
                yield Page(found.records, place, found.rejected)
        if "listed" in state or "walk" in state:
            # This pull has not seen the whole list; listing it again is cheap.
            listed, total = self._listed_again()
        gone = self._gone(listed, total, context)
        for start in range(0, len(gone), GONE_PER_PAGE):
            part = gone[start : start + GONE_PER_PAGE]
            yield Page([self.gone(key) for key in part], {"listed": True})
        yield Page((), {"finished_at": context.now().isoformat(timespec="seconds")})

    def _listed_again(self) -> tuple[set[str], int | None]:
        listed: set[str] = set()
        total: int | None = None
        for found, pages in self._walk({}):
            listed.update(record.key for record in found.records)
            total = pages.total
        return listed, total

    def _gone(self, listed: set[str], total: int | None, context: PullContext) -> list[str]:
        """Name what is listed no more, unless the platform says that there is more than it told."""
        if total is not None and len(listed) < total:
            logger.warning(
                "%s.%s: %d of %d records were listed; who left is seen when all are",
                self.source,
                self.name,
                len(listed),
                total,
            )
            return []
        return sorted(key for key in context.known_keys() if key not in listed)

    def _walk(self, position: dict[str, Any]) -> Iterator[tuple[Keyed, Paginator]]:
        pages = self.paginator(**position)
        restarts = 0
        while not pages.finished:
            try:
                found = self.list_page(pages)
            except CursorRejected:
                restarts += 1
                if restarts > MOST_RESTARTS:
                    raise RetryableError(
                        f"{self.source}.{self.name}: the platform keeps refusing its own cursor."
                    ) from None
                pages = self.paginator()
                continue
            yield found, pages
