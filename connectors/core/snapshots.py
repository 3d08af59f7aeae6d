"""Streams that list everything there is, then fetch the details: followers, products.

A pull walks the whole list. Lists shift while one pages, so what landed before and is missing from
the walk is fetched too: the details, not the list, say whether it is gone. The cursor names the
place inside the walk, so a killed pull goes on there.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from connectors.core.base_stream import BaseStream
from connectors.core.errors import CursorRejected, RetryableError
from connectors.core.odd_records import OddRecords
from connectors.core.pagination import Paginator
from connectors.core.stream import Cursor, Page, PullContext, Record, Rejected, Remembers

logger = logging.getLogger(__name__)

MOST_RESTARTS = 3


@dataclass(frozen=True, kw_only=True)
class SnapshotStream(BaseStream):
    """Walks a list of ids and fetches their details.

    Attributes:
        paginator: Makes the paginator of the list, from the beginning or from a position.
        list_page: Asks one page of the list, moves the paginator on, returns the ids.
        details: Fetches the records of some ids, or says why one cannot be had.
        chunk: Ids per page of ours, when the platform's pages are larger.
    """

    paginator: Callable[..., Paginator]
    list_page: Callable[[Paginator], Sequence[str]]
    details: Callable[[Sequence[str]], Sequence[Record | Rejected]]
    chunk: int = 1_000
    remembers: Remembers = "all"

    @property
    def window(self) -> str:
        """The list, and then the details."""
        return "whole list"

    def fetch(self, cursor: Cursor | None, context: PullContext) -> Iterator[Page]:
        """Yield the listed records, then those that are listed no more."""
        state = cursor or {}
        done = state.get("vanished_after")
        listed: set[str] = set()
        if done is None:
            yield from self._walk(state.get("walk"), listed)
        if done is not None or "walk" in state:
            # This pull has not seen the whole list; listing ids again is cheap, details are not.
            listed = {key for _, ids, _ in self._list({}) for key in ids}
        vanished = sorted(key for key in context.known_keys() if key not in listed)
        yield from self._vanished([key for key in vanished if key > (done or "")])
        yield Page((), {"finished_at": context.now().isoformat(timespec="seconds")})

    def _walk(self, begun: Cursor | None, listed: set[str]) -> Iterator[Page]:
        position: dict[str, Any] = begun["page"] if begun else {}
        last = begun.get("last") if begun else None
        for here, ids, pages in self._list(position):
            listed.update(ids)
            is_begun = here == position and last in ids
            todo = ids[ids.index(last) + 1 :] if is_begun and last else ids
            for part in _parts(todo, self.chunk):
                walk: Cursor = {"page": here, "last": part[-1]}
                if part[-1] == ids[-1]:
                    walk = {"page": pages.position()}
                is_end = part[-1] == ids[-1] and pages.finished
                yield self._page(part, {"vanished_after": ""} if is_end else {"walk": walk})

    def _list(
        self, position: dict[str, Any]
    ) -> Iterator[tuple[dict[str, Any], list[str], Paginator]]:
        """Yield where each page of the list lies, its ids, and the paginator behind it."""
        pages = self.paginator(**position)
        restarts = 0
        while not pages.finished:
            here = pages.position()
            try:
                ids = list(dict.fromkeys(self.list_page(pages)))
            except CursorRejected:
                restarts += 1
                if restarts > MOST_RESTARTS:
                    raise RetryableError(
                        f"{self.source}.{self.name}: the platform keeps refusing its own cursor."
                    ) from None
                pages = self.paginator()
                continue
            yield here, ids, pages

    def _vanished(self, keys: Sequence[str]) -> Iterator[Page]:
        for part in _parts(keys, self.chunk):
            page = self._page(part, {"vanished_after": part[-1]})
            if page.rejected:
                logger.info(
                    "%s.%s: %d records are neither listed nor to be had; their last state stays",
                    self.source,
                    self.name,
                    len(page.rejected),
                )
            yield Page(page.records, page.cursor)

    def _page(self, ids: Sequence[str], cursor: Cursor) -> Page:
        # An odd one needs no note in the cursor: the next walk over the list asks for it again.
        found = OddRecords().some(f"{self.source}.{self.name}", self.details, ids)
        return Page(
            [item for item in found if isinstance(item, Record)],
            cursor,
            [item for item in found if isinstance(item, Rejected)],
        )


def _parts(items: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
