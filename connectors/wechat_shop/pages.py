"""How the shop numbers its pages: coupons (``page``, ``page_ctx``) and members (``page_num``).

Orders, after-sales and products are walked by a key instead; see `connectors.core.pagination`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from connectors.core.errors import RetryableError
from connectors.core.pagination import Paginator, whole

MOST_ROWS = 200
COUPON_STATUSES = (1, 2, 3, 4, 5)
"""Draft, in force, expired, void, deleted: a coupon only moves on, so none slips through."""


class NumberedPages(Paginator):
    """Walks a list by page number, up to the total that each answer repeats.

    A row that leaves shifts the rest towards the front, so that one moves into a page that was
    read already: when the total has shrunk, the page before is asked for again.

    Args:
        what: Names the list.
        items: Name of the field that holds the page's items.
        size: Items a page.
        key: Number of the page to go on with; empty for the first.
        context: What the platform wants back with the next page (``page_ctx``).
        total: What the platform last said the list holds.
    """

    def __init__(
        self,
        what: str,
        items: str,
        size: int = MOST_ROWS,
        key: str = "",
        context: str = "",
        total: int | None = None,
    ) -> None:
        super().__init__(what, key)
        self.items, self.size, self.context, self.total = items, size, context, total
        self._before: list[Any] = []

    @property
    def number(self) -> int:
        """The page to ask for, counted from 1."""
        return int(self.key or 1)

    def position(self) -> dict[str, Any]:
        """Page number, context and total."""
        return {"key": self.key, "context": self.context, "total": self.total}

    def rows(self, answer: Mapping[str, Any]) -> list[Any]:
        """The items of an answer, which may be null when there are none."""
        return list(answer.get(self.items) or ())

    def check(self, answer: Mapping[str, Any]) -> None:
        """Refuse an answer whose items are no list, or a list without end.

        Raises:
            RetryableError: Asked again, the answer may be sound.
        """
        if not isinstance(answer.get(self.items) or [], list):
            raise RetryableError(f"{self.what}: an answer whose {self.items} is no list.")
        rows = self.rows(answer)
        if rows and rows == self._before and not _total(answer):
            raise RetryableError(f"{self.what}: the platform gives the same page for ever.")

    def advance(self, answer: Mapping[str, Any]) -> None:
        """Move on by a page, or back by one when the list has become shorter."""
        total, here = _total(answer), self.number
        super().advance(answer)
        self._before = self.rows(answer)
        if total is not None and total < (self.total or 0) and here > 1:
            self.key, self.finished = str(here - 1), False
        self.total, self.context = total, str(answer.get("page_ctx") or "")

    def next_key(self, answer: Mapping[str, Any]) -> str | None:
        """Count on while pages are not empty and the total, if there is one, is not reached."""
        found, total = len(self.rows(answer)), _total(answer)
        is_last = self.number * self.size >= total if total else found < self.size
        return None if found == 0 or is_last else str(self.number + 1)


class CouponPages(NumberedPages):
    """Walks the coupons of one status after the other.

    Args:
        what: Names the list.
        status: The status to go on with.
        position: Where to go on within it; see `NumberedPages`.
    """

    def __init__(self, what: str, status: int = COUPON_STATUSES[0], **position: Any) -> None:
        super().__init__(what, "coupons", **position)
        self.status = status

    def position(self) -> dict[str, Any]:
        """The status and the place within it."""
        return {"status": self.status, **super().position()}

    def advance(self, answer: Mapping[str, Any]) -> None:
        """Move on within the status, or to the next one."""
        super().advance(answer)
        if self.finished and self.status < COUPON_STATUSES[-1]:
            self.status = COUPON_STATUSES[COUPON_STATUSES.index(self.status) + 1]
            self.key, self.context, self.total, self.finished = "", "", None, False
            self._before = []


def every_row(ask: Callable[[NumberedPages], list[Any]], pages: NumberedPages) -> list[Any]:
    """Ask for one page after the other until the list is at its end."""
    rows: list[Any] = []
    while not pages.finished:
        rows += ask(pages)
    return rows


def _total(answer: Mapping[str, Any]) -> int | None:
    return whole(answer.get("total_num"))
