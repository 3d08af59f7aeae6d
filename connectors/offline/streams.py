"""The two streams of the inbox: ``members`` and ``sales``.

Both look at the same files; each takes the tables of its own kind. A stream remembers in its
cursor which files it has finished (by content) and, for one it is in the middle of, the last row
that is stored. Whoever pulls stores a page before it asks for the next, so what follows a ``yield``
here happens after the commit: that is when a finished file leaves the inbox.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from connectors.core.stream import (
    Cursor,
    Page,
    PullContext,
    Record,
    Rejected,
    Remembers,
    StreamFacts,
)
from connectors.offline.archive import Archive, Note
from connectors.offline.decode import fingerprint
from connectors.offline.errors import UnusableFile
from connectors.offline.fields import pii
from connectors.offline.inbox import InboxFile, ready
from connectors.offline.kinds import DECLARED
from connectors.offline.mapping import DeclaredMapping, load_mappings
from connectors.offline.plan import FilePlan, Plans, kinds_in_order
from connectors.offline.reading import FileReading, Many, Place
from connectors.offline.rows import Facts, Result, Token
from connectors.offline.settings import Settings
from connectors.offline.vocabulary import Kind

logger = logging.getLogger(__name__)

FILES_REMEMBERED = 1000
SHORT_SHA = 16  # digits of a file's hash in the cursor, which is stored with every page


@dataclass(frozen=True, slots=True)
class Intake:
    """What both streams need of the world around them.

    Attributes:
        settings: Limits and patterns.
        inbox: The folder to look into.
        mappings: Folder of declared mapping files.
        marks: Folder where a stream notes that it is done with a file the other one needs too.
        archive: Where files go.
        token: Keyed token of a clear value: kind and value.
        now: The clock.
        plans: How each file is to be read, found once for all streams.
        pepper: Gives the key of the digests of ticket lines; asked when it is needed.
    """

    settings: Settings
    inbox: Path
    mappings: Path
    marks: Path
    archive: Archive
    token: Token
    now: Callable[[], datetime]
    plans: Plans
    pepper: Callable[[], bytes]

    def facts(self, file: InboxFile, sha: str) -> Facts:
        """What is known about a file apart from its rows."""
        pattern = self.settings.store_pattern
        found = re.search(pattern, file.name) if pattern else None
        return Facts(
            sha,
            file.shown,
            str(file.day()),
            found["store"] if found else None,
            series=file.series(),
            exported_on=str(file.exported_on()),
            modified_at=file.modified_at(),
        )

    def facts_of_mended(self, note: Note) -> Facts:
        """What is known about a file of which refused rows come back."""
        return Facts(note.sha, note.file, note.day, note.store)

    def note(self, file: InboxFile, facts: Facts, plan: FilePlan) -> None:
        """Remember how a file is read, for its refused rows to be read so again."""
        tables = {
            str(one.table.index): {
                "name": "",
                "day": one.header.day,
                "store": one.header.store,
                "mapping": one.declared,
                "epoch_1904": one.table.epoch_1904,
            }
            for one in plan.layouts
        }
        note = Note(facts.sha, facts.shown, facts.day, facts.store, file.modified_ns, tables)
        self.archive.note(note, file.name)

    def settle(self, file: InboxFile, sha: str, kind: Kind, kinds: Sequence[Kind]) -> None:
        """Let a file go once every stream that needs it has taken its part."""
        if len(kinds) > 1 and not self.archive.holds(sha):
            self.marks.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._mark(sha, kind).touch(mode=0o600)
            if not all(self._mark(sha, other).exists() for other in kinds):
                return
        self.archive.keep(file, sha)
        self.plans.forget(file)
        for other in kinds:
            self._mark(sha, other).unlink(missing_ok=True)

    def _mark(self, sha: str, kind: Kind) -> Path:
        return self.marks / f"{sha[:SHORT_SHA]}.{kind}"


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

    def finish(self, sha: str) -> None:
        """A file is taken to its end.

        Long-gone files are forgotten, since the cursor is stored with every page; one of them that
        comes again is read again and lands nothing.
        """
        self.begun.pop(sha[:SHORT_SHA], None)
        self.done[sha[:SHORT_SHA]] = None
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
        """Take what became of a row, or of many; comes back whenever a page is full."""
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
        if len(self.records) + len(self.rejected) >= self.most:
            yield self

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


@dataclass(frozen=True, slots=True)
class InboxStream(StreamFacts):
    """One kind of list out of the inbox; see ``connectors.core.stream.Stream``."""

    name: Kind
    description: str
    expected_every: timedelta
    pii: Mapping[str, str]
    intake: Intake
    remembers: Remembers = "all"
    configured: bool = True

    @property
    def window(self) -> str:
        """See ``StreamFacts``."""
        return "files in the inbox"

    @property
    def restatement(self) -> str:
        """See ``StreamFacts``."""
        return "nothing"

    def pages(self, cursor: Cursor | None, context: PullContext) -> Iterator[Page]:
        """Yield the rows of all ready files in micro-batches; then let finished files go.

        Raises:
            FatalError: A mapping file cannot be used.
        """
        del context  # files are given, not asked for: no window, no known keys
        progress = Progress.of(cursor)
        mappings = load_mappings(self.intake.mappings)
        for file in ready(self.intake.inbox, self.intake.settings.settle_seconds):
            try:
                sha = fingerprint(file.path)
            except FileNotFoundError:
                continue  # the other stream has just let it go
            except PermissionError:
                yield Page((), progress.cursor(), [_unreadable(file)])
                continue
            try:
                yield from self._file(file, sha, progress, mappings)
            except FileNotFoundError:
                if file.path.exists():
                    raise
                logger.warning("%s left the inbox while it was being read", file.shown)

    def _file(
        self,
        file: InboxFile,
        sha: str,
        progress: Progress,
        mappings: Sequence[DeclaredMapping],
    ) -> Iterator[Page]:
        known = sha[:SHORT_SHA] in progress.done
        if known and self.intake.archive.holds(sha):
            logger.info("%s was taken before: the same content, nothing to do", file.shown)
            self.intake.archive.keep(file, sha)
            return
        try:
            plan = self.intake.plans.of(file, mappings)
        except UnusableFile as problem:
            yield Page((), progress.cursor(), [_refused(file, problem)])
            self.intake.archive.refuse(file, sha, problem, self.intake.now())
            return
        kinds = kinds_in_order(plan)
        if kinds and self.name not in kinds:
            return
        if not known:
            broken = yield from self._take(file, sha, progress, plan)
            if broken:
                self.intake.archive.refuse(file, sha, broken, self.intake.now())
                return
        self.intake.settle(file, sha, self.name, kinds)

    def _take(
        self, file: InboxFile, sha: str, progress: Progress, plan: FilePlan
    ) -> Generator[Page, None, UnusableFile | None]:
        intake = self.intake
        pepper = intake.pepper()
        if plan.mends:
            facts = intake.facts_of_mended(plan.mends)
        else:
            facts = intake.facts(file, sha)
            intake.note(file, facts, plan)
        reading = FileReading(plan, self.name, facts, intake.token, pepper)
        logger.info("%s: reading %s", file.shown, ", ".join(map(str, plan.of(self.name))))
        short = sha[:SHORT_SHA]
        batch = Batch(intake.settings.page_rows)
        refused: set[object] = set()
        try:
            for place, result in reading.results(after=progress.begun.get(short)):
                if isinstance(result, Rejected):
                    refused.add(result.payload.get("_row"))
                for full in batch.add(place, result):
                    if full.place is not None:
                        progress.begun[short] = full.place
                    yield full.page(progress)
        except UnusableFile as problem:
            progress.begun.pop(short, None)
            yield batch.page(progress, [_refused(file, problem)])
            return problem
        if not file.is_unchanged():
            logger.warning("%s was changed while it was read; it is read again", file.shown)
            progress.begun.pop(short, None)
            yield batch.page(progress)
            return None
        progress.finish(sha)
        if plan.mends:
            yield batch.page(progress, mended=_mended(plan, facts, refused))
        else:
            yield batch.page(progress, reading.notices())
        return None


def inbox_streams(intake: Intake) -> tuple[InboxStream, ...]:
    """The streams of the source, in the order in which they are pulled: one for each kind."""
    return tuple(
        InboxStream(kind, declared.description, declared.expected_every, pii(kind), intake)
        for kind, declared in DECLARED.items()
    )


def _mended(plan: FilePlan, facts: Facts, refused: set[object]) -> list[str]:
    """Where the mended rows stood that are right now."""
    (layout,) = plan.layouts
    numbers = [row.number for row in layout.table.rows() if row.number]
    return [f"{facts.short} {layout.table.index} {n}" for n in numbers if n not in refused]


def _refused(file: InboxFile, problem: UnusableFile) -> Rejected:
    return Rejected(file.shown, problem.reason, problem.next_step, {})


def _unreadable(file: InboxFile) -> Rejected:
    return Rejected(
        file.shown,
        "The file may not be read by this user.",
        "Give the user that runs the pipeline the right to read it.",
        {},
    )
