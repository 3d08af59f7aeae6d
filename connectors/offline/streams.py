"""The streams that take rows out of the inbox, one for each kind of list.

All look at the same files; each takes the tables of its own kind. A stream remembers in its
cursor which files it has finished (by content) and, for one it is in the middle of, the last row
that is stored. Whoever pulls stores a page before it asks for the next, so what follows a ``yield``
here happens after the commit: that is when a finished file leaves the inbox.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from connectors.core.stream import Cursor, Page, PullContext, Rejected, Remembers, StreamFacts
from connectors.offline.accounts import Accounts, Status, account, refusal
from connectors.offline.archive import Archive, Note
from connectors.offline.decode import fingerprint
from connectors.offline.errors import UnusableFile
from connectors.offline.fields import pii
from connectors.offline.inbox import InboxFile, ready
from connectors.offline.kinds import DECLARED
from connectors.offline.mapping import DeclaredMapping, load_mappings
from connectors.offline.plan import FilePlan, Plans, kinds_in_order
from connectors.offline.progress import Batch, Progress
from connectors.offline.reading import FileReading, Place
from connectors.offline.rows import Facts, Token
from connectors.offline.settings import Settings
from connectors.offline.tickets import delivery_id
from connectors.offline.vocabulary import Kind

logger = logging.getLogger(__name__)

T = TypeVar("T")
SHORT_SHA = 16  # digits of a file's hash in the cursor, which is stored with every page


@dataclass(frozen=True, slots=True)
class Intake:
    """What all streams need of the world around them.

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
        accounts: Takes what each file was found to hold.
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
    accounts: Accounts

    def coming(self, file: InboxFile, sha: str, *, is_known: bool) -> Coming | None:
        """What a file in the inbox is to be taken for; None if it says nothing new.

        Content that was taken before says something new when its name bears a newer day: what it
        says holds on that day, too, whatever else was said in between.
        """
        if not is_known or not self.archive.holds(sha):
            return Coming(file, sha)
        former, day = self.archive.note_of(sha), file.named_day()
        if former is None or day is None or str(day) <= former.day:
            return None
        says_its_day = any(table["day"] for table in former.tables.values())
        return None if says_its_day else Coming(file, sha, former)

    def facts(self, coming: Coming) -> Facts:
        """What is known about a file apart from its rows."""
        file, former = coming.file, coming.former
        pattern = self.settings.store_pattern
        found = re.search(pattern, file.name) if pattern else None
        return Facts(
            coming.sha,
            file.shown,
            str(file.day()),
            found["store"] if found else None,
            series=(former and former.series) or file.series(),
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
        note = Note(
            facts.sha,
            facts.shown,
            facts.day,
            facts.store,
            file.modified_ns,
            tables,
            series=facts.series,
        )
        self.archive.note(note, file.name)

    def settle(self, coming: Coming, kind: Kind, kinds: Sequence[Kind]) -> None:
        """Let a file go once every stream that needs it has taken its part."""
        is_kept = not coming.former and self.archive.holds(coming.sha)
        if len(kinds) > 1 and not is_kept:
            self.marks.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._mark(coming, kind).touch(mode=0o600)
            if not all(self._mark(coming, other).exists() for other in kinds):
                return
        self.archive.keep(coming.file, coming.sha)
        self.plans.forget(coming.file)
        if former := coming.former:
            day = str(coming.file.day())
            self.archive.note(
                replace(former, day=day, modified_ns=coming.file.modified_ns), coming.file.name
            )
        for other in kinds:
            self._mark(coming, other).unlink(missing_ok=True)

    def _mark(self, coming: Coming, kind: Kind) -> Path:
        return self.marks / f"{coming.key}.{kind}"


class Coming(NamedTuple):
    """A file that is to be taken.

    Attributes:
        file: The file.
        sha: SHA-256 of its bytes, hex.
        former: The note about the same content, when it was taken before for an older day.
    """

    file: InboxFile
    sha: str
    former: Note | None = None

    @property
    def key(self) -> str:
        """What a stream remembers it by: the content, and the day on which it is said again."""
        short = self.sha[:SHORT_SHA]
        return f"{short}@{self.file.day()}" if self.former else short


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
        coming = self.intake.coming(file, sha, is_known=sha[:SHORT_SHA] in progress.done)
        if coming is None:
            yield from self._repeated(file, sha, progress)
            return
        try:
            plan = self.intake.plans.of(file, mappings)
        except UnusableFile as problem:
            yield Page((), progress.cursor(), [_refused(file, problem)])
            self._refuse(file, sha, problem)
            return
        kinds = kinds_in_order(plan)
        if kinds and self.name not in kinds:
            return
        if coming.key not in progress.done:
            broken = yield from self._take(coming, progress, plan)
            if broken:
                self._refuse(file, sha, broken)
                return
        self.intake.settle(coming, self.name, kinds)

    def _refuse(self, file: InboxFile, sha: str, problem: UnusableFile) -> None:
        self.intake.accounts.add(refusal(file, sha, problem), file)
        self.intake.archive.refuse(file, sha, problem, self.intake.now())

    def _repeated(self, file: InboxFile, sha: str, progress: Progress) -> Iterator[Page]:
        """The same content once more: told, and let go.

        A file of the same name and time is the delivery that was taken, which a kill has left here.
        """
        logger.info("%s was taken before: the same content, nothing to do", file.shown)
        former = self.intake.archive.note_of(sha)
        if former and (former.file, former.modified_ns) != (file.shown, file.modified_ns):
            self.intake.accounts.add(account(file, sha, self.name, "repeated"), file)
            yield Page((), progress.cursor(), [_taken_before(file, former)])
        self.intake.archive.keep(file, sha)

    def _take(
        self, coming: Coming, progress: Progress, plan: FilePlan
    ) -> Generator[Page, None, UnusableFile | None]:
        intake, file = self.intake, coming.file
        pepper = intake.pepper()
        if plan.mends:
            facts = intake.facts_of_mended(plan.mends)
        else:
            facts = intake.facts(coming)
            if coming.former is None:
                intake.note(file, facts, plan)
        reading = FileReading(plan, self.name, facts, intake.token, pepper)
        logger.info("%s: reading %s", file.shown, ", ".join(map(str, plan.of(self.name))))
        key = coming.key
        batch = Batch(intake.settings.page_rows)
        refused: set[object] = set()
        try:
            results = reading.results(after=progress.begun.get(key))
            for place, result in _without_told(results) if coming.former else results:
                if isinstance(result, Rejected):
                    refused.add(result.payload.get("_row"))
                for full in batch.add(place, result):
                    if full.place is not None:
                        progress.begun[key] = full.place
                    yield full.page(progress)
        except UnusableFile as problem:
            progress.begun.pop(key, None)
            yield batch.page(progress, [_refused(file, problem)])
            return problem
        if not file.is_unchanged():
            logger.warning("%s was changed while it was read; it is read again", file.shown)
            progress.begun.pop(key, None)
            # Its last row may be half of one: what was not handed on comes with the next reading.
            yield Page((), progress.cursor())
            return None
        progress.finish(key)
        intake.accounts.add(self._account(coming, plan, reading, facts), file)
        if plan.mends:
            yield batch.page(progress, mended=_mended(plan, facts, refused))
        else:
            yield batch.page(progress, [] if coming.former else reading.notices())
        return None

    def _account(
        self, coming: Coming, plan: FilePlan, reading: FileReading, facts: Facts
    ) -> dict[str, Any]:
        kind = self.name if plan.layouts else ""
        titles = [one.header.day for one in plan.of(self.name) if one.header.day]
        status: Status = "restated" if coming.former else "taken"
        more = {"day": max(titles, default=facts.day)}
        if plan.mends:
            status = "mended"
            more["mends"] = delivery_id(facts.sha)
        return account(coming.file, coming.sha, kind, status, reading.accounts, **more)


def inbox_streams(intake: Intake) -> tuple[InboxStream, ...]:
    """The streams that take rows, in the order in which they are pulled: one for each kind."""
    return tuple(
        InboxStream(kind, declared.description, declared.expected_every, pii(kind), intake)
        for kind, declared in DECLARED.items()
    )


def _taken_before(file: InboxFile, former: Note) -> Rejected:
    return Rejected(
        file.shown,
        f"Notice: the same content was taken before as {former.file} for {former.day}; nothing "
        "is to be done.",
        "If it is what holds on a newer day, put that day into the name of the file "
        "(…_2024-06-01.csv) and drop it in again.",
        {},
    )


def _without_told(results: Iterator[tuple[Place | None, T]]) -> Iterator[tuple[Place | None, T]]:
    """Results without the refused rows, which were told when the same content came first."""
    return (one for one in results if not isinstance(one[1], Rejected))


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
