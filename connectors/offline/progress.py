"""Where a stream of the inbox stands: files done and begun, and what goes into the next page.

What is read, and what becomes of files, is not known here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from connectors.core.stream import Cursor, Page, Record, Rejected
from connectors.offline.reading import Many, Place
from connectors.offline.rows import Result

FILES_REMEMBERED = 1000


@dataclass(slots=True)
class Progress:
    """The cursor of a stream, in words: files done, and the last stored row of those begun."""

    done: dict[str, None] = field(default_factory=dict)
    begun: dict[str, tuple[int, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, cursor: Cursor | None) -> Progress:
        """Read a cursor; None is the beginning."""
        stored = cursor or {}
        return cls(
            dict.fromkeys(stored.get("done", ())),
            {sha: (table, row) for sha, (table, row) in stored.get("begun", {}).items()},
        )

    def cursor(self) -> Cursor:
        """The cursor as it is stored."""
        return {"done": list(self.done), "begun": {k: list(v) for k, v in self.begun.items()}}

    def finish(self, key: str) -> None:
        """A delivery is taken to its end.

        Long-gone files are forgotten, since the cursor is stored with every page; one of them that
        comes again is read again and lands nothing.
        """
        self.begun.pop(key, None)
        self.done[key] = None
        while len(self.done) > FILES_REMEMBERED:
            del self.done[next(iter(self.done))]


@dataclass(slots=True)
class Batch:
    """What goes into the next page.

    Attributes:
        most: Records and refused rows in one page.
        place: The last record in it, if it has a place.
    """

    most: int
    place: Place | None = None
    records: Sequence[Record] = ()
    rejected: list[Rejected] = field(default_factory=list)

    def add(self, place: Place | None, result: Result | Many) -> Iterator[Batch]:
        """Take what became of a row, or of many; comes back before that whenever a page is full.

        So the last page of a file, full or not, waits until it is known that the file is whole.
        """
        if len(self.records) + len(self.rejected) >= self.most:
            yield self
        if isinstance(result, Rejected):
            self.rejected.append(result)
            self.place = place
        elif isinstance(result, Record):
            if not isinstance(self.records, list):
                self.records = []
            self.records.append(result)
            self.place = place
        else:
            yield from self._add_many(place, result)

    def _add_many(self, place: Place | None, some: Many) -> Iterator[Batch]:
        for start in range(0, len(some), self.most):
            if self.records:
                yield self
            self.records = some[start : start + self.most]
            left = len(some) - start - len(self.records)
            self.place = place and (place[0], place[1] - left)

    def page(
        self,
        progress: Progress,
        rejected: Sequence[Rejected] = (),
        mended: Sequence[str] = (),
    ) -> Page:
        """The page, after which the batch is empty again."""
        records, refused = self.records, [*self.rejected, *rejected]
        self.records, self.rejected, self.place = (), [], None
        return Page(records, progress.cursor(), refused, mended)
