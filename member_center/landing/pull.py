"""The loop that brings one stream home: page, protect, store, and again.

Streams, guard and quarantine are known by what they can do, not by where they come from, so the
landing needs nothing of the other rooms. Retrying, paging and tokenising do not belong here.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any, Protocol

from member_center.landing.belt import Belt
from member_center.landing.by_column import can_encode_columns
from member_center.landing.collector import patient_collector
from member_center.landing.encoding import storable
from member_center.landing.landing import Landing
from member_center.landing.positions import Backfill, Days, Position
from member_center.landing.quarantine import Quarantine, Refused
from member_center.landing.records import (
    Cursor,
    LandingColumns,
    LandingRecord,
    ProtectedColumns,
    ProtectedRecords,
    Receipt,
    Remembers,
)
from member_center.landing.shapes import ShapeChange

logger = logging.getLogger(__name__)


class PulledRefusal(Protocol):
    """A row or file that the stream refused; see ``connectors.core.stream.Rejected``."""

    place: str
    reason: str
    next_step: str
    payload: dict[str, Any]


class PulledPage(Protocol):
    """A micro-batch; see ``connectors.core.stream.Page``."""

    records: Sequence[Any]
    cursor: Cursor
    rejected: Sequence[Any]


class PulledStream(Protocol):
    """The part of ``connectors.core.stream.Stream`` that a pull needs."""

    @property
    def name(self) -> str:
        """Name within the source."""
        ...

    @property
    def pii(self) -> Mapping[str, str]:
        """JSON path to kind of personal data."""
        ...

    @property
    def remembers(self) -> Remembers:
        """Which payload hashes the landing keeps."""
        ...

    def pages(self, cursor: Cursor | None, context: Any) -> Iterator[Any]:
        """Yield pages from the cursor on."""
        ...


class Protector(Protocol):
    """The part of ``member_center.privacy.Guard`` that a pull needs."""

    def protect(self, payload: dict[str, Any], pii: Mapping[str, str]) -> dict[str, Any]:
        """Return the payload without clear personal data."""
        ...

    def protect_all(
        self, payloads: Iterable[dict[str, Any]], pii: Mapping[str, str]
    ) -> tuple[Sequence[dict[str, Any]], Sequence[bytes]]:
        """Protect many payloads; beside them each as compact JSON, or nothing."""
        ...

    def protect_columns(self, fields: Sequence[Any], pii: Mapping[str, str]) -> Any:
        """Protect many payloads given field by field; None if they must be protected one by one."""
        ...

    def scrub(self, text: str) -> str:
        """Return a text without clear personal data."""
        ...

    def scrub_all(self, texts: Sequence[str]) -> Sequence[str]:
        """Scrub many texts."""
        ...

    def flush(self) -> None:
        """Make every token handed out so far revealable, durably."""
        ...


@dataclass(frozen=True, slots=True)
class PullContext:
    """What a stream may know about the pull it is part of."""

    now: Callable[[], datetime]
    start: date
    known_keys: Callable[[], Iterable[str]]


@dataclass(frozen=True, slots=True)
class PullResult:
    """What one pull of one stream brought.

    Attributes:
        pages: Pages committed.
        records: Records received; ``landed`` of them were new, ``unchanged`` were not.
        rejected: Rows or files newly put into quarantine.
        cursor: Where the stream stands now.
        shape_changes: Changes of shape, each once; a first pull is still learning which fields
            come and go, so it reports retyped ones alone.
        stopped_because: Why the stream stopped before its end, or None: no figures yet, or no
            quota left.
    """

    pages: int
    records: int
    landed: int
    unchanged: int
    rejected: int
    cursor: Cursor | None
    shape_changes: tuple[ShapeChange, ...]
    stopped_because: str | None


def pull(
    source_name: str,
    account: str,
    stream: PulledStream,
    landing: Landing,
    guard: Protector,
    quarantine: Quarantine,
    now: Callable[[], datetime],
    start: date,
    on_page: Callable[[PulledPage], None] | None = None,
    days: Days | None = None,
) -> PullResult:
    """Pull a stream from its cursor to its present end, or some of its days once more.

    A page is stored before the next one is asked for, or, from a stream that `reads_ahead`, while
    the next one is: a kill loses at most what is in flight.

    Args:
        source_name: Name of the source.
        account: Appid, or brand for sources without one.
        stream: What to pull; its exceptions go through, unless they carry ``stops_quietly``.
        landing: Where records go.
        guard: Replaces personal data before anything is written.
        quarantine: Where refused rows go.
        now: The clock; returns an aware UTC instant.
        start: First Shanghai business day to pull when there is no cursor yet.
        on_page: Called after each committed page, for progress.
        days: Business days to pull again beside the stream's own cursor, which stays as it is.

    Raises:
        LandingError: Another pull holds the stream, or storing failed.
    """
    tally = _Tally(on_page)
    with landing.lease(source_name, stream.name), patient_collector():
        landing.expect_account(source_name, stream.name, account)
        position = Position.of(landing.cursor(source_name, stream.name))
        tally.is_first, tally.cursor = position.own is None, position.own
        commit = partial(landing.commit, source_name, stream.name, account)
        store = partial(_store, source_name, stream, guard, quarantine, commit)
        with Belt(store, tally.add, beside=getattr(stream, "reads_ahead", False)) as belt:

            def known_keys() -> Iterable[str]:
                belt.wait()
                return landing.known_keys(source_name, stream.name)

            context = PullContext(now, start, known_keys)
            part = stream if days is None else Backfill(stream, days)
            pages = _begun(part, position.cursor(days), context, source_name)
            for page in _until_quiet(pages, tally):
                position.move(days, deepcopy(page.cursor))
                belt.put(_Received(page, now(), position.stored(), position.own))
        if days is not None and tally.stopped_because is None:
            position.finish(days)
            commit([], position.stored(), now(), stream.remembers)
    return tally.result()


@dataclass(frozen=True, slots=True)
class _Received:
    """A page, when it came, and what is true once it is stored: of the stream, of it alone."""

    page: PulledPage
    at: datetime
    stored: Cursor
    own: Cursor | None


@dataclass(frozen=True, slots=True)
class _Stored:
    """What became of a page."""

    receipt: Receipt
    rejected: int


def _store(
    source_name: str,
    stream: PulledStream,
    guard: Protector,
    quarantine: Quarantine,
    commit: Callable[[Any, Cursor, datetime, Remembers], Receipt],
    received: _Received,
) -> _Stored:
    page = received.page
    records = _protected(page.records, guard, stream.pii)
    refused = [_refused(one, guard, stream.pii) for one in page.rejected]
    guard.flush()
    quarantine.mend(source_name, stream.name, getattr(page, "mended", ()), received.at)
    rejected = quarantine.add(source_name, stream.name, refused, received.at)
    receipt = commit(records, received.stored, received.at, stream.remembers)
    return _Stored(receipt, rejected)


@dataclass(slots=True)
class _Tally:
    """What a pull has brought so far; whoever shows progress is told of each page."""

    on_page: Callable[[PulledPage], None] | None = None
    is_first: bool = False
    cursor: Cursor | None = None
    stopped_because: str | None = None
    pages: int = 0
    landed: int = 0
    unchanged: int = 0
    rejected: int = 0
    changes: dict[ShapeChange, None] = field(default_factory=dict)

    def add(self, received: _Received, stored: _Stored) -> None:
        receipt = stored.receipt
        self.pages += 1
        self.landed += receipt.landed
        self.unchanged += receipt.unchanged
        self.rejected += stored.rejected
        self.cursor = received.own
        self.changes |= dict.fromkeys(receipt.shape_changes)
        if self.on_page is not None:
            self.on_page(received.page)

    def result(self) -> PullResult:
        return PullResult(
            pages=self.pages,
            records=self.landed + self.unchanged,
            landed=self.landed,
            unchanged=self.unchanged,
            rejected=self.rejected,
            cursor=self.cursor,
            shape_changes=tuple(
                change for change in self.changes if not self.is_first or change.kind == "retyped"
            ),
            stopped_because=self.stopped_because,
        )


def _begun(
    stream: PulledStream | Backfill, cursor: Cursor | None, context: PullContext, source_name: str
) -> Iterator[Any]:
    """Pages from the cursor on; from the start if the stream can make nothing of its cursor."""
    pages = stream.pages(cursor, context)
    try:
        first = next(pages, None)
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        if cursor is None:
            raise
        logger.error(
            "%s/%s: the cursor is not understood (%s); the stream begins at its start again.",
            source_name,
            stream.name,
            type(error).__name__,
        )
        pages = stream.pages(None, context)
        first = next(pages, None)
    if first is not None:
        yield first
        yield from pages


def _until_quiet(pages: Iterator[PulledPage], tally: _Tally) -> Iterator[PulledPage]:
    try:
        yield from pages
    except Exception as error:
        if not getattr(error, "stops_quietly", False):
            raise
        tally.stopped_because = str(error)


def _protected(
    records: Sequence[LandingRecord], guard: Protector, pii: Mapping[str, str]
) -> ProtectedRecords | ProtectedColumns:
    if isinstance(records, LandingColumns) and can_encode_columns(records.fields):
        fields = guard.protect_columns(records.fields, pii)
        if fields is not None:
            keys = list(map(storable, guard.scrub_all(records.keys)))
            return ProtectedColumns(keys, records.occurred, fields)
    scrubbed = guard.scrub_all([record.key for record in records])
    payloads, texts = guard.protect_all([record.payload for record in records], pii)
    occurred = [record.occurred_at for record in records]
    return ProtectedRecords(list(map(storable, scrubbed)), occurred, payloads, texts)


def _refused(one: PulledRefusal, guard: Protector, pii: Mapping[str, str]) -> Refused:
    return Refused(
        place=guard.scrub(one.place),
        reason=guard.scrub(one.reason),
        next_step=guard.scrub(one.next_step),
        payload=guard.protect(one.payload, pii),
    )
