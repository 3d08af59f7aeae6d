"""Small objects that walk one list each.

A paginator holds the key to ask with, reads the next one out of an answer, knows when the list is
at its end, and refuses to walk in circles. It makes no calls and can be built anew from the key
that a cursor kept.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

from connectors.core.errors import FatalError, RetryableError

MOST_PAGES = 100_000
_NO = frozenset({"", "0", "false", "none", "null", "no"})


class Paginator(ABC):
    """Walks a list page by page.

    Args:
        what: Names the list in messages, such as the path of the API.
        key: The key to go on from; empty for the beginning.

    Attributes:
        key: What to ask the next page with.
        finished: Whether the last page has been seen.
        total: How many items the platform says the list holds, if it does.
    """

    most_pages = MOST_PAGES
    total: int | None = None

    def __init__(self, what: str, key: str = "") -> None:
        self.what = what
        self.key = key
        self.finished = False
        self._used = {"", key}
        self._pages = 0

    def position(self) -> dict[str, Any]:
        """What to build an equal paginator from: its keyword arguments, fit for a cursor."""
        return {"key": self.key}

    def check(self, answer: Mapping[str, Any]) -> None:
        """Refuse an answer that would send the walk in circles; asking again may mend it.

        Raises:
            RetryableError: The next key is one that this walk has used before.
        """
        following = self.next_key(answer)
        if following is not None and following in self._used:
            raise RetryableError(
                f"{self.what}: the platform names a page as the next one that was read already; "
                "nothing of it is stored, the next pull asks again from this page."
            )

    def advance(self, answer: Mapping[str, Any]) -> None:
        """Move on to the next page.

        Raises:
            FatalError: The list has more pages than any real one.
        """
        self.check(answer)
        following = self.next_key(answer)
        self._pages += 1
        if following is None:
            self.finished = True
            return
        if self._pages >= self.most_pages:
            raise FatalError(
                f"{self.what}: more than {self.most_pages} pages in one list.",
                next_step="Pull a shorter span (MDC_START_DATE), and report the list's size.",
            )
        self.key = following
        self._used.add(following)

    @abstractmethod
    def next_key(self, answer: Mapping[str, Any]) -> str | None:
        """Read the key of the next page, or None when this is the last one."""


class MoreFlag(Paginator):
    """``next_key`` with ``has_more``: orders and after-sales. A page may be empty and go on."""

    def next_key(self, answer: Mapping[str, Any]) -> str | None:
        """Read ``next_key`` as long as ``has_more`` is true."""
        return str(answer.get("next_key") or "") if is_true(answer.get("has_more")) else None


class CountedKeys(Paginator):
    """``next_key`` with ``total_num`` and no flag: products.

    A total is only believed beside a page that is not full: it may be wrong, or not there at all.

    Args:
        what: Names the list.
        items: Name of the field that holds the page's items.
        key: The key to go on from.
        seen: Items of the pages before that key.
        size: Items of a full page; 0 when nobody says.

    Attributes:
        seen: Items of all pages walked over so far.
    """

    def __init__(self, what: str, items: str, key: str = "", seen: int = 0, size: int = 0) -> None:
        super().__init__(what, key)
        self._items = items
        self._size = size
        self.seen = seen

    def position(self) -> dict[str, Any]:
        """The key and how many items lie before it."""
        return {"key": self.key, "seen": self.seen}

    def advance(self, answer: Mapping[str, Any]) -> None:
        """Move on, counting the items of this page."""
        super().advance(answer)
        self.seen += len(_items(answer, self._items))

    def next_key(self, answer: Mapping[str, Any]) -> str | None:
        """Read ``next_key`` until a page is empty, or not full and the total is reached."""
        found = len(_items(answer, self._items))
        has_all = self.seen + found >= (whole(answer.get("total_num")) or 0)
        is_full = 0 < self._size <= found
        is_last = not found or not answer.get("next_key") or (has_all and not is_full)
        return None if is_last else str(answer["next_key"])


class LastItem(Paginator):
    """``next_openid``, the last item of the page: followers.

    The last page of the list still carries one; asking with it gives ``count`` 0 and no ``data``.
    """

    def next_key(self, answer: Mapping[str, Any]) -> str | None:
        """Read ``next_openid`` until it is empty or the page holds nobody."""
        if not openids(answer) or not answer.get("next_openid"):
            return None
        return str(answer["next_openid"])


def openids(answer: Mapping[str, Any]) -> list[str]:
    """Read the openids of a ``user/get`` answer, which has no ``data`` when there are none."""
    data = answer.get("data")
    return named(data.get("openid")) if isinstance(data, dict) else []


def named(items: object) -> list[str]:
    """Read a list of ids as text; an item that is no id, such as a null, names nothing."""
    if not isinstance(items, list):
        return []
    return [str(item) for item in items if isinstance(item, str | int) and item != ""]


def is_true(flag: object) -> bool:
    """Read a flag as platforms write it: a boolean, a number, or either of them as text."""
    return str(flag).strip().lower() not in _NO


def whole(number: object) -> int | None:
    """Read a count as platforms write it: a number, or text; None for anything that is neither."""
    try:
        return int(float(str(number))) if "." in str(number) else int(str(number))
    except (ValueError, OverflowError):
        return None


def _items(answer: Mapping[str, Any], field: str) -> Sequence[Any]:
    items = answer.get(field)
    return items if isinstance(items, list) else ()
