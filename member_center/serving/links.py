"""An identifier and a link between two, as the published tables hold them.

Only the records belong here, and how much of a value people see. Which links answer a question is
found in `evidence`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

MOST_LETTERS = 12


@dataclass(frozen=True, slots=True)
class Identifier:
    """An identifier and whose it is.

    Attributes:
        identifier_id: Its text key in the published tables.
        type: Such as `mp_openid`.
        scope: Where its value is unique; empty for phones.
        value: As published; of a phone, its token.
        one_id: The member it stands for, if it stands for one.
    """

    identifier_id: str
    type: str
    scope: str
    value: str
    one_id: str | None

    @property
    def side(self) -> str:
        """What it counts to: its member, or itself when it stands for no member."""
        return self.one_id or self.identifier_id

    @property
    def short(self) -> str:
        """Its value for people to see: a few letters at both ends, never more than half of it.

        More of the end than of the start, which is the same for all openids of an account.
        """
        letters = min(MOST_LETTERS, len(self.value) // 2)
        at_start = letters // 3
        return f"{self.value[:at_start]}…{self.value[len(self.value) - letters + at_start :]}"


@dataclass(frozen=True, slots=True)
class Link:
    """What says that two identifiers are one person, and what a rule made of it.

    Attributes:
        link_id: Its key in the published tables.
        start: The firmer identifier, which the record is about.
        end: The identifier that the record ties to it.
        via: The phone on which both agree, where the link is not to a phone itself.
        status: linked, refused, shared or blocked.
        rule: The rule that decided it.
        is_verified: Whether a source vouches for it.
        sources: Sources that say so, with commas between them.
        record_stream: Source and stream of the record that said so first; None in older versions.
        record_key: Key of that record.
        record_count: How many records say so.
        first_seen_at: Earliest time a record tells of it, naive UTC.
        last_seen_at: Latest time a record tells of it, naive UTC.
        found_count: How many there are, of what the rule counts; None where it counts nothing.
        most_allowed: How many it allows.
        within_days: In how long a time, where it counts those of a time only.
    """

    link_id: str
    start: Identifier
    end: Identifier
    via: Identifier | None
    status: str
    rule: str
    is_verified: bool
    sources: str
    record_stream: str | None
    record_key: str
    record_count: int
    first_seen_at: datetime | None
    last_seen_at: datetime | None
    found_count: int | None = None
    most_allowed: int | None = None
    within_days: int | None = None

    @property
    def sides(self) -> set[str]:
        """What its two ends count to."""
        return {self.start.side, self.end.side}


def link_of(row: Mapping[str, Any]) -> Link:
    """A row of `member_identity_links`, joined with its phone as `via_…`, as a link."""
    via = row["via_identifier_id"]
    return Link(
        link_id=row["link_id"],
        start=_end(row, "from"),
        end=_end(row, "to"),
        via=None if via is None else _end(row, "via"),
        status=row["status"],
        rule=row["rule"],
        is_verified=bool(row["is_verified"]),
        sources=row["sources"],
        record_stream=row.get("first_record_stream"),
        record_key=row["first_record_key"],
        record_count=row["record_count"],
        first_seen_at=row["first_seen_at"],
        last_seen_at=row["last_seen_at"],
        found_count=row.get("found_count"),
        most_allowed=row.get("most_allowed"),
        within_days=row.get("within_days"),
    )


def _end(row: Mapping[str, Any], end: str) -> Identifier:
    fields = ("identifier_id", "type", "scope", "value", "one_id")
    return Identifier(*(row[f"{end}_{field}"] for field in fields))
