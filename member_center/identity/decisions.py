"""Decisions about who is who, as people make them: written, read back, never changed.

A decision is a record of a landed stream, so it survives whatever is built from landing. Taking one
back is another record. What a decision does to members is SQL's business; which ones still stand
is told in `standing`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple, get_args

import pyarrow.parquet as pq

from member_center.landing import Landing, ProtectedRecord
from member_center.privacy import Guard

SOURCE = "manual"
STREAM = "identity_decisions"
ID_DIGITS = 8

Kind = Literal["must_link", "cannot_link", "nobody", "accept", "withdraw"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Origin = Literal["landed", "seed"]


class IdentityError(Exception):
    """A decision or a plan cannot be made. The message says why and what to do."""


class Name(NamedTuple):
    """The full name of an identifier: of a phone, scope is empty and value is its token."""

    type: str
    scope: str
    value: str

    def __str__(self) -> str:
        place = f"@{self.scope}" if self.scope else ""
        return f"{self.type}{place}:{self.value}"


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision, or the withdrawal of one.

    Attributes:
        decision_id: What people call it by.
        kind: must_link, the two are one person; cannot_link, they are two; nobody, `a` stands for
            nobody; accept, a sudden change was looked at; withdraw, `withdraws` holds no more.
        a: The first identifier, or None where the kind names none.
        b: The second one, of must_link and cannot_link.
        withdraws: Id of the decision that is taken back.
        decided_by: Who.
        decided_at: When; aware.
        because: Why.
        origin: Written here, or kept in version control.
    """

    decision_id: str
    kind: Kind
    a: Name | None
    b: Name | None
    withdraws: str | None
    decided_by: str
    decided_at: datetime
    because: str
    origin: Origin = "landed"

    @property
    def decided_at_utc(self) -> datetime:
        """When, as a naive instant in UTC like those of the tables."""
        return self.decided_at.astimezone(UTC).replace(tzinfo=None)

    @property
    def names(self) -> tuple[Name, ...]:
        """The identifiers that it names."""
        return tuple(name for name in (self.a, self.b) if name is not None)


class Decisions:
    """The decisions of one home's landing.

    Args:
        landing: Of the home.
        guard: Makes tokens of phones that somebody wrote into a reason.
        account: The brand, whose decisions these are.
    """

    def __init__(self, landing: Landing, guard: Guard, account: str) -> None:
        self._landing = landing
        self._guard = guard
        self._account = account

    def landed(self) -> list[Decision]:
        """All decisions and withdrawals, in the order in which they were written."""
        return [_decision(key, payload) for key, payload in self._records()]

    def write(
        self,
        kind: Kind,
        *,
        a: Name | None = None,
        b: Name | None = None,
        withdraws: str | None = None,
        decided_by: str,
        decided_at: datetime,
        because: str,
    ) -> Decision:
        """Land one decision; it is durable when this returns, and acts at the next run.

        Raises:
            LeaseHeld: Somebody else is writing a decision at this moment.
            LandingError: The disk refused; nothing was written.
        """
        payload = {
            "kind": kind,
            "a": a and a._asdict(),
            "b": b and b._asdict(),
            "withdraws": withdraws,
            "decided_by": decided_by,
            "decided_at": decided_at.isoformat(),
            "because": because,
        }
        protected = self._guard.protect(payload, {})
        with self._landing.lease(SOURCE, STREAM):
            number = sum(1 for _ in self._records()) + 1
            key = decision_id(number, protected)
            self._guard.flush()
            receipt = self._landing.commit(
                SOURCE,
                STREAM,
                self._account,
                [ProtectedRecord(key, protected, decided_at)],
                {"decisions": number},
                decided_at,
                "all",
            )
            if receipt.batch_seq is not None:
                # What no other program made needs no other check than the one it had here.
                self._landing.mark_checked(receipt.batch_seq, SOURCE, STREAM)
        return _decision(key, protected)

    def _records(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Key and payload of every record that readers may see, in landing order."""
        columns = ["batch_seq", "position", "record_key", "payload"]
        for batch in self._landing.batches(SOURCE, STREAM):
            if batch.withheld_because is not None:
                continue
            table = pq.read_table(self._landing.home / batch.file, columns=columns)
            rows = sorted(table.to_pylist(), key=lambda row: (row["batch_seq"], row["position"]))
            for row in rows:
                if row["batch_seq"] == batch.batch_seq:
                    yield row["record_key"], json.loads(row["payload"])


def decision_id(number: int, payload: Mapping[str, Any]) -> str:
    """The id of the n-th decision: short enough to type, and no other decision's."""
    text = json.dumps([number, payload], ensure_ascii=False, sort_keys=True)
    return f"d_{hashlib.sha256(text.encode()).hexdigest()[:ID_DIGITS]}"


def _decision(key: str, payload: Mapping[str, Any]) -> Decision:
    return Decision(
        decision_id=key,
        kind=payload["kind"],
        a=_name(payload["a"]),
        b=_name(payload["b"]),
        withdraws=payload["withdraws"],
        decided_by=payload["decided_by"],
        decided_at=datetime.fromisoformat(payload["decided_at"]),
        because=payload["because"],
    )


def _name(parts: Mapping[str, str] | None) -> Name | None:
    return None if parts is None else Name(parts["type"], parts["scope"], parts["value"])
