"""What goes into the landing and what its log says about it: plain data, no behaviour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple, Protocol, runtime_checkable

from member_center.landing.shapes import ShapeChange

Cursor = dict[str, Any]
Remembers = Literal["all", "window", "none"]


class LandingRecord(Protocol):
    """What ``Landing.commit`` needs of a record; the connectors' records fit."""

    @property
    def key(self) -> str:
        """Identifies the record within its stream."""
        ...

    @property
    def payload(self) -> dict[str, Any]:
        """The protected JSON object."""
        ...

    @property
    def occurred_at(self) -> datetime | None:
        """The record's own instant, aware, if it has one."""
        ...


class ProtectedRecord(NamedTuple):
    """A record after the guard replaced the personal data in its key and payload."""

    key: str
    payload: dict[str, Any]
    occurred_at: datetime | None


@dataclass(frozen=True, slots=True)
class ProtectedRecords:
    """Many such records, each part of them in a list of its own: a page costs half the time so.

    Attributes:
        texts: The payloads as compact JSON where the guard has them anyway, else empty ones.
    """

    keys: Sequence[str]
    occurred: Sequence[datetime | None]
    payloads: Sequence[dict[str, Any]]
    texts: Sequence[bytes]

    @classmethod
    def of(cls, records: Sequence[LandingRecord]) -> ProtectedRecords:
        """Take records apart that came one by one."""
        return cls(
            [one.key for one in records],
            [one.occurred_at for one in records],
            [one.payload for one in records],
            [b""] * len(records),
        )

    def __len__(self) -> int:
        return len(self.keys)


class ValuesByCode(Protocol):
    """Of many records one value each: the distinct values, and by record which of them it is."""

    @property
    def values(self) -> Sequence[Any]:
        """The values; None stands for nothing."""
        ...

    @property
    def codes(self) -> Sequence[int]:
        """For each record, the place of its value."""
        ...

    def at(self, places: Sequence[int]) -> ValuesByCode:
        """The records at these places."""
        ...


@runtime_checkable
class LandingColumns(Protocol):
    """Many records of one form; the connectors' columns fit."""

    @property
    def keys(self) -> Sequence[str]:
        """The key of each record."""
        ...

    @property
    def occurred(self) -> ValuesByCode:
        """The instant of each record, aware, if it has one."""
        ...

    @property
    def fields(self) -> Sequence[tuple[str, ValuesByCode]]:
        """Name and values of each field of the payloads; no record has a name twice."""
        ...


@dataclass(frozen=True, slots=True)
class ProtectedColumns:
    """Records of one form after the guard replaced the personal data in them."""

    keys: Sequence[str]
    occurred: ValuesByCode
    fields: Sequence[tuple[str, ValuesByCode]]

    def __len__(self) -> int:
        return len(self.keys)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one page.

    Attributes:
        batch_seq: The number of the batch, or None when nothing new had to be landed.
        landed: Records written.
        unchanged: Records left out because the same payload landed before under the same key.
        shape_changes: How the landed payloads differ from what the stream showed before.
    """

    batch_seq: int | None
    landed: int
    unchanged: int
    shape_changes: tuple[ShapeChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """One committed batch as the log knows it; instants are naive UTC.

    Attributes:
        file: Path relative to the home; several batches share a file after compaction.
        is_checked: Whether the checks on landed data have passed over it.
        withheld_because: Why readers do not see it, or None.
    """

    source: str
    stream: str
    account: str
    batch_seq: int
    file: str
    rows: int
    occurred_min: datetime | None
    occurred_max: datetime | None
    fetched_at: datetime
    is_checked: bool
    withheld_because: str | None


@dataclass(frozen=True, slots=True)
class StreamSummary:
    """Where one stream stands, for people: counts over committed batches, instants naive UTC."""

    source: str
    stream: str
    account: str
    batches: int
    rows: int
    files: int
    withheld: int
    unchecked: int
    last_batch_seq: int | None
    last_fetched_at: datetime | None
    occurred_max: datetime | None
    cursor: Cursor | None
