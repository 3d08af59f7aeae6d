"""The protocol between a connector and whoever pulls from it.

A connector offers a ``Source``; a source has ``Stream`` objects; a stream yields ``Page`` objects,
each with the records it carries and the cursor that is true once they are stored. Whoever pulls
stores page and cursor together, so a killed pull goes on at the page where it stopped.

Only these types belong here. How pages are fetched lives in the connectors, how they are stored
lives in the landing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal, Protocol, runtime_checkable

from connectors.core.quota import QuotaState
from connectors.core.windows import Period

Cursor = dict[str, Any]
"""JSON-serialisable state of one stream; owned by the stream, opaque to everyone else."""

Remembers = Literal["all", "window", "none"]
"""Which payload hashes the landing keeps: of every key, of re-pulled windows, or none."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a platform, as received.

    Attributes:
        key: Identifies the record within its stream and account; the latest landed one wins.
        payload: The platform's object, untouched; personal data is replaced before it is stored.
        occurred_at: The record's own instant in UTC, or None when the platform gives none.
    """

    key: str
    payload: dict[str, Any]
    occurred_at: datetime | None


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row or file that could not become a record.

    Attributes:
        place: Where it stands, such as ``events-2026-01-05.jsonl line 12``.
        reason: Why it was refused, without personal data.
        next_step: What a person can do about it.
        payload: What was received; protected before it is stored.
    """

    place: str
    reason: str
    next_step: str
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """One micro-batch: records, refused rows, and the cursor that holds once both are stored.

    Attributes:
        mended: Rows that were refused before and are right now: ``_file``, ``_table`` and
            ``_row`` of their payloads, with spaces between.
    """

    records: Sequence[Record]
    cursor: Cursor
    rejected: Sequence[Rejected] = ()
    mended: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class PullContext:
    """What a stream may know about the pull it is part of.

    Attributes:
        now: The clock; returns an aware UTC instant.
        start: First business day (Asia/Shanghai) to pull when there is no cursor yet.
        known_keys: Keys that landed in this stream before.
    """

    now: Callable[[], datetime]
    start: date
    known_keys: Callable[[], Iterable[str]]


@runtime_checkable
class Stream(Protocol):
    """One kind of record of one source."""

    @property
    def name(self) -> str:
        """Table-like noun, such as ``orders``."""
        ...

    @property
    def description(self) -> str:
        """One plain-English sentence for the UI: what it is and where it comes from."""
        ...

    @property
    def pii(self) -> Mapping[str, str]:
        """JSON path to kind (phone, name, email, address, id_number, text).

        Dots descend and ``[]`` means every item of a list: ``order.items[].phone``.
        """
        ...

    @property
    def remembers(self) -> Remembers:
        """Which payload hashes the landing keeps, so that re-pulled rows are free."""
        ...

    @property
    def expected_every(self) -> timedelta:
        """How often something new normally arrives."""
        ...

    @property
    def configured(self) -> bool:
        """Whether the settings say where this stream comes from."""
        ...

    def pages(self, cursor: Cursor | None, context: PullContext) -> Iterator[Page]:
        """Yield pages from the cursor on; a page is fetched only when it is asked for.

        Raises:
            FatalError: A person has to act.
            NotReady: The platform has no figures yet; what was yielded stands.
            QuotaExhausted: The day's quota is used up; what was yielded stands.
            RetryableError: Attempts and time ran out; a later pull goes on from the cursor.
        """
        ...


class StreamFacts:
    """What a stream can tell besides what `Stream` demands, with defaults that are true of any.

    Whoever lists or backfills streams reads these by `facts_of`, so a stream without them works.
    """

    apis: tuple[str, ...] = ()
    """The paths whose quota the stream spends, the one of its list first."""

    reads_ahead: bool = False
    """Whether the next page may be asked for while the one before it is still being stored.

    Only for a stream that does nothing behind a ``yield`` that must wait for the storing, such as
    taking a file away. Keys that are known are then those of all pages before all the same.
    """

    @property
    def has_days(self) -> bool:
        """Whether single business days can be pulled again; else it is always pulled whole."""
        return False

    @property
    def follows(self) -> tuple[str, ...]:
        """Names of streams of its source that come before it where all are pulled together."""
        return ()

    @property
    def window(self) -> str:
        """What the platform answers at once, in a few words."""
        return "everything"

    @property
    def restatement(self) -> str:
        """What is pulled again by each pull because it may have changed, in a few words."""
        return "everything"

    def reached(self, cursor: Cursor) -> datetime | None:
        """Until when the data are complete according to a cursor, if it says so."""
        finished_at = cursor.get("finished_at")
        return datetime.fromisoformat(finished_at) if finished_at else None

    def day_pages(
        self, days: Period, cursor: Cursor | None, context: PullContext
    ) -> Iterator[Page]:
        """Yield the pages of some business days once more, from a cursor of this backfill on.

        Only called where `has_days` is true. Raises what `Stream.pages` raises.
        """
        raise NotImplementedError(f"{type(self).__name__} has no days; asked for {days}.")


def facts_of(stream: object) -> StreamFacts:
    """The facts of a stream, or the defaults if it tells none."""
    return stream if isinstance(stream, StreamFacts) else StreamFacts()


def reached_by(stream: object, cursor: Cursor | None) -> datetime | None:
    """Until when a stream's data are complete, or None where nobody can say."""
    try:
        return facts_of(stream).reached(cursor) if cursor else None
    except (AttributeError, LookupError, TypeError, ValueError):
        return None  # a cursor that nobody understands; pulling the stream will say so


@dataclass(frozen=True)
class Source:
    """A connected platform account and its streams.

    Attributes:
        name: The one name of the source everywhere, such as ``wechat_shop``.
        title: How people call it, such as ``WeChat Shop (微信小店)``.
        account: The appid, or the brand for sources without one; empty while not configured.
        streams: Everything the source offers, whether or not it is configured yet.
        quota: Tells what is known of an API's daily quota, without asking the platform.
    """

    name: str
    title: str
    account: str
    streams: tuple[Stream, ...]
    quota: Callable[[str], QuotaState] | None = None
