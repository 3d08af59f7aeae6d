"""What every stream declares about itself, and how its fetching becomes pages.

A concrete stream adds `fetch`, and `fetch_days` if its days can be pulled again. The kinds that
several platforms share (time windows, daily figures, daily files) have a module each beside this
one.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from connectors.core.batches import DEAR, Enough, micro_batches
from connectors.core.errors import FatalError
from connectors.core.stream import Cursor, Page, PullContext, Remembers, StreamFacts
from connectors.core.windows import Period


@dataclass(frozen=True, kw_only=True)
class BaseStream(StreamFacts, ABC):
    """A stream's declaration; see `Stream` and `StreamFacts` for what the fields mean.

    Attributes:
        setting: The variable that says where the stream comes from, for the message when unset.
        enough: What is worth a commit.
    """

    source: str
    name: str
    description: str
    pii: Mapping[str, str] = field(default_factory=dict)
    remembers: Remembers = "window"
    expected_every: timedelta = timedelta(days=1)
    configured: bool = True
    setting: str = ""
    enough: Enough = DEAR
    apis: tuple[str, ...] = ()

    def pages(self, cursor: Cursor | None, context: PullContext) -> Iterator[Page]:
        """Yield micro-batches from the cursor on; see `connectors.core.stream.Stream.pages`."""
        self._refuse_unconfigured()
        yield from self._batched(self.fetch(cursor, context))

    def day_pages(
        self, days: Period, cursor: Cursor | None, context: PullContext
    ) -> Iterator[Page]:
        """Yield micro-batches of some business days; see `StreamFacts.day_pages`."""
        self._refuse_unconfigured()
        yield from self._batched(self.fetch_days(days, cursor, context))

    @abstractmethod
    def fetch(self, cursor: Cursor | None, context: PullContext) -> Iterator[Page]:
        """Yield pages of any size, each with the cursor that is true once it is stored."""

    def fetch_days(
        self, days: Period, cursor: Cursor | None, context: PullContext
    ) -> Iterator[Page]:
        """Yield the pages of some business days, each with the cursor of this backfill."""
        raise NotImplementedError(f"{self.source}.{self.name} says that it has days: {days}.")

    def _batched(self, fetched: Iterator[Page]) -> Iterator[Page]:
        return micro_batches(fetched, self.source, self.name, self.enough)

    def _refuse_unconfigured(self) -> None:
        if not self.configured:
            raise FatalError(
                f"{self.source}.{self.name} is not configured.",
                self.setting,
                next_step=f"Set {self.setting} in the environment or in .env.",
            )
