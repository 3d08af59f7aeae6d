"""Streams that list everything there is, then fetch the details: followers, products.

A pull walks the whole list. Lists shift while one pages, so what landed before and is missing from
the walk is fetched too: the details, not the list, say whether it is gone. The cursor names the
place inside the walk, so a killed pull goes on there.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import takewhile
from typing import Any

from connectors.core.base_stream import BaseStream
from connectors.core.errors import CursorRejected, RetryableError
from connectors.core.odd_records import OddRecords
from connectors.core.pagination import Paginator
from connectors.core.parallel import until_fault
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
        at_once: Ids whose details are asked for together, several times at the same moment; by
            default all of a page.
    """

    paginator: Callable[..., Paginator]
    list_page: Callable[[Paginator], Sequence[str]]
    details: Callable[[Sequence[str]], Sequence[Record | Rejected]]
    chunk: int = 2_000
    at_once: int | None = None
    remembers: Remembers = "all"

    reads_ahead = True

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
        yield from self._vanished([key for key in vanished if key > (done or "")], done or "")
        yield Page((), {"finished_at": context.now().isoformat(timespec="seconds")})

    def _walk(self, begun: Cursor | None, listed: set[str]) -> Iterator[Page]:
        position: dict[str, Any] = begun["page"] if begun else {}
        standing: Cursor = {"walk": begun} if begun else {}
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
                after: Cursor = {"vanished_after": ""} if is_end else {"walk": walk}
                cursor_at = partial(_in_page, here)
                yield from self._pages(part, standing, cursor_at, after)
                standing = after

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

    def _vanished(self, keys: Sequence[str], done: str) -> Iterator[Page]:
        standing = _among_vanished(done)
        for part in _parts(keys, self.chunk):
            after = _among_vanished(part[-1])
            for page in self._pages(part, standing, _among_vanished, after):
                if page.rejected:
                    logger.info(
                        "%s.%s: %d records are neither listed nor to be had; the last state stays",
                        self.source,
                        self.name,
                        len(page.rejected),
                    )
                yield Page(page.records, page.cursor)
            standing = after

    def _pages(
        self,
        ids: Sequence[str],
        before: Cursor,
        cursor_at: Callable[[str], Cursor],
        after: Cursor,
    ) -> Iterator[Page]:
        """The details of some ids; if they cannot all be had, first a page of those that could.

        An odd one needs no note in the cursor: the next walk over the list asks for it again.
        """
        ask = partial(OddRecords().some, f"{self.source}.{self.name}", self.details)
        parts = list(_parts(ids, self.at_once or len(ids)))
        had, fault = until_fault(ask, parts)
        found = [item for _, items in had for item in items]
        cursor = after
        if fault is not None:
            answered = {part[0] for part, _ in had}
            whole = list(takewhile(lambda part: part[0] in answered, parts))
            cursor = cursor_at(whole[-1][-1]) if whole else before
        if found or fault is None:
            yield Page(
                [item for item in found if isinstance(item, Record)],
                cursor,
                [item for item in found if isinstance(item, Rejected)],
            )
        if fault is not None:
            raise fault


def _in_page(here: dict[str, Any], last: str) -> Cursor:
    return {"walk": {"page": here, "last": last}}


def _among_vanished(last: str) -> Cursor:
    return {"vanished_after": last}


def _parts(items: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
