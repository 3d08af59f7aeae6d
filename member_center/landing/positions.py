"""Where a stream stands: its own cursor, and the backfills that are under way beside it.

A backfill pulls some business days of a stream once more. It has a cursor of its own, which is
stored together with the stream's in every batch, so that it goes on after a kill, and so that the
stream's own cursor neither moves nor is lost. What a cursor means is the stream's business.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from member_center.landing.records import Cursor

logger = logging.getLogger(__name__)

BACKFILLS = "backfills"
"""The reserved name in a stored cursor: cursors of unfinished backfills by their days."""


class Days(Protocol):
    """Whole business days; see ``connectors.core.windows.Period``."""

    @property
    def first(self) -> Any:
        """The first day."""
        ...

    @property
    def last(self) -> Any:
        """The last day."""
        ...


@dataclass(slots=True)
class Position:
    """What a pull goes on from.

    Attributes:
        own: The stream's own cursor, or None before its first page.
        backfills: The cursor of each unfinished backfill, None where it has no page yet.
    """

    own: Cursor | None
    backfills: dict[str, Cursor | None] = field(default_factory=dict)

    @classmethod
    def of(cls, stored: object) -> Position:
        """Read a cursor as it is stored; of one that is no object, nothing can be gone on from."""
        if not isinstance(stored, dict):
            if stored is not None:
                logger.error("A cursor is no object; the stream begins at its start again.")
            return cls(None)
        own = dict(stored)
        backfills = own.pop(BACKFILLS, None)
        return cls(own or None, dict(backfills) if isinstance(backfills, dict) else {})

    def cursor(self, days: Days | None) -> Cursor | None:
        """What the stream goes on from: its own cursor, or that of the backfill of some days."""
        return self.own if days is None else self.backfills.get(named(days))

    def move(self, days: Days | None, cursor: Cursor) -> None:
        """A page was fetched, and this cursor holds once it is stored."""
        if days is None:
            self.own = cursor
        else:
            self.backfills[named(days)] = cursor

    def finish(self, days: Days) -> None:
        """A backfill has reached its end."""
        self.backfills.pop(named(days), None)

    def stored(self) -> Cursor:
        """What to store with a page."""
        own = self.own or {}
        return {**own, BACKFILLS: self.backfills} if self.backfills else own


@dataclass(frozen=True, slots=True)
class Backfill:
    """Some days of a stream, pulled like a stream."""

    stream: Any
    days: Days

    @property
    def name(self) -> str:
        """The stream's name."""
        return str(self.stream.name)

    def pages(self, cursor: Cursor | None, context: Any) -> Iterator[Any]:
        """Yield the pages of the days from a cursor of this backfill on."""
        pages: Iterator[Any] = self.stream.day_pages(self.days, cursor, context)
        return pages


def named(days: Days) -> str:
    """How a backfill is called: its first and last day."""
    return f"{days.first}..{days.last}"
