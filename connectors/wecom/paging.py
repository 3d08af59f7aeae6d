"""How WeCom's lists are walked: an opaque cursor, and for some lists a few employees at a time.

A cursor lives shortly and belongs to the employees it was asked for. When it died, the employees
are asked for again from their first page; those before them are not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from connectors.core.errors import RetryableError
from connectors.core.pagination import Paginator

MOST_EMPLOYEES = 100
MOST_RESTARTS = 3


class NextCursor(Paginator):
    """``next_cursor``, empty or absent at the end; a page may be empty and go on."""

    def next_key(self, answer: Mapping[str, Any]) -> str | None:
        """Read ``next_cursor``."""
        return str(answer.get("next_cursor") or "") or None


class EmployeeWalk(NextCursor):
    """A list that is asked for up to 100 employees at a time.

    Args:
        what: Names the list.
        employees: Returns the userids of all employees; called when the first page is asked for.
        key: The cursor to go on from.
        after: The last employee whose part of the list is done.
        size: How many employees the cursor was asked for.
        by_employee: False while the list is asked for as a whole.
    """

    def __init__(
        self,
        what: str,
        employees: Callable[[], Sequence[str]],
        key: str = "",
        after: str = "",
        size: int = MOST_EMPLOYEES,
        by_employee: bool = True,
    ) -> None:
        super().__init__(what, key)
        self._employees = employees
        self._after = after
        self._size = size
        self._by_employee = by_employee
        self._rest: list[str] | None = None
        self._restarts = 0

    def position(self) -> dict[str, Any]:
        """The cursor, and whom it was asked for."""
        return {
            "key": self.key,
            "after": self._after,
            "size": self._size,
            "by_employee": self._by_employee,
        }

    def part(self) -> list[str]:
        """Return the employees to ask for next; empty for all, or when nobody is left."""
        if not self._by_employee:
            return []
        if self._rest is None:
            self._rest = sorted(one for one in set(self._employees()) if one > self._after)
        if not self._rest:
            self.finished = True
        return self._rest[: self._size]

    def advance(self, answer: Mapping[str, Any]) -> None:
        """Move on to the next page, or to the next employees."""
        super().advance(answer)
        if self.finished and self._by_employee:
            self.close_part()

    def close_part(self) -> None:
        """The part of these employees is at its end."""
        part = self.part()
        self._rest = (self._rest or [])[len(part) :]
        self._after = part[-1] if part else self._after
        self._size = MOST_EMPLOYEES
        self._restarts = 0
        self._begin()
        self.finished = not self._rest

    def narrow(self) -> bool:
        """Ask for half as many employees, or by employee at all; False when it is but one."""
        part = self.part()
        self._size = max(1, len(part) // 2) if self._by_employee else MOST_EMPLOYEES
        self._by_employee = True
        self._begin()
        return len(part) != 1

    def restart_part(self) -> None:
        """Ask for these employees from the first page: their cursor is no longer understood.

        Raises:
            RetryableError: The platform refuses the cursors it has just given out.
        """
        self._restarts += 1
        if self._restarts > MOST_RESTARTS:
            raise RetryableError(f"{self.what}: the platform keeps refusing its own page cursor.")
        self._begin()

    def _begin(self) -> None:
        self.key = ""
        self._used = {""}
