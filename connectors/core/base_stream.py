"""What every stream declares about itself, and how its fetching becomes pages.

A concrete stream adds `fetch`. The kinds that several platforms share (time windows, daily
figures, daily files) have a module each beside this one.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from connectors.core.batches import DEAR, Enough, micro_batches
from connectors.core.errors import FatalError
from connectors.core.stream import Cursor, Page, PullContext, Remembers


@dataclass(frozen=True, kw_only=True)
class BaseStream(ABC):
    """A stream's declaration; see `connectors.core.stream.Stream` for what the fields mean.

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

    def pages(self, cursor: Cursor | None, context: PullContext) -> Iterator[Page]:
        """Yield micro-batches from the cursor on; see `connectors.core.stream.Stream.pages`."""
        if not self.configured:
            raise FatalError(
                f"{self.source}.{self.name} is not configured.",
                self.setting,
                next_step=f"Set {self.setting} in the environment or in .env.",
            )
        fetched = self.fetch(cursor, context)
        yield from micro_batches(fetched, self.source, self.name, self.enough)

    @abstractmethod
    def fetch(self, cursor: Cursor | None, context: PullContext) -> Iterator[Page]:
        """Yield pages of any size, each with the cursor that is true once it is stored."""
