"""The stream ``files``: one record for each kind of list in each delivered file.

It lands what the other streams have found while they read (``accounts``), so that figures of whole
files can be proven against the tables. It opens no file of the inbox.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from connectors.core.stream import Cursor, Page, PullContext, Record, Remembers, StreamFacts
from connectors.offline.accounts import Accounts
from connectors.offline.kinds import KINDS

PAGE_FILES = 500


@dataclass(frozen=True, slots=True)
class FilesStream(StreamFacts):
    """What was delivered; see ``connectors.core.stream.Stream``."""

    accounts: Accounts
    name: str = "files"
    description: str = (
        "Files delivered into the inbox: what each holds, how many rows were taken and refused, "
        "their sums, and what its own total rows say."
    )
    expected_every: timedelta = timedelta(days=1)
    pii: Mapping[str, str] = field(default_factory=dict)
    remembers: Remembers = "all"
    configured: bool = True

    @property
    def follows(self) -> tuple[str, ...]:
        """See ``StreamFacts``."""
        return KINDS

    @property
    def window(self) -> str:
        """See ``StreamFacts``."""
        return "files in the inbox"

    @property
    def restatement(self) -> str:
        """See ``StreamFacts``."""
        return "nothing"

    def pages(self, cursor: Cursor | None, context: PullContext) -> Iterator[Page]:
        """Yield the accounts that wait, from the beginning all; each is put aside when stored."""
        del context  # files are given, not asked for: no window, no known keys
        waiting = self.accounts.waiting(all_of_them=cursor is None)
        for start in range(0, len(waiting), PAGE_FILES):
            some = waiting[start : start + PAGE_FILES]
            records = [Record(*one) for one in self.accounts.read(some)]
            yield Page(records, {"last": some[-1].stem})
            self.accounts.put_aside(some)
