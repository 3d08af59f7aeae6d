"""Why identifiers are one person: one member's links, and what the rules did with all links.

Values leave this module shortened; a phone is only ever a token.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from member_center.serving.report.reader import Reader

MOST_IDENTIFIERS = 14
KEPT_AT_EACH_END = 4


class Identifier(NamedTuple):
    """An identifier of the member; `value` is shortened."""

    identifier_id: str
    type: str
    value: str


class Link(NamedTuple):
    """Evidence that two identifiers are one person; `first_seen_at` is UTC."""

    from_id: str
    to_id: str
    rule: str
    source: str
    records: int
    first_seen_at: datetime | None


class Chain(NamedTuple):
    """A member with its identifiers and the links that hold them together, oldest first."""

    one_id: str
    identifiers: list[Identifier]
    links: list[Link]


class Verdict(NamedTuple):
    """How many links a rule kept or turned down."""

    status: str
    rule: str
    links: int


class Standing(NamedTuple):
    """How many identifiers of a type have a status."""

    type: str
    status: str
    identifiers: int


def richest_chain(reader: Reader) -> Chain | None:
    """The member with most identifiers among those that can be drawn; None without members."""
    found = reader.all(
        str,
        """
        select one_id from member_identifiers where one_id is not null group by one_id
        order by count(*) > ?, count(*) * if(count(*) > ?, 1, -1), one_id limit 1
        """,
        [MOST_IDENTIFIERS, MOST_IDENTIFIERS],
    )
    if not found:
        return None
    identifiers = reader.all(
        _identifier,
        """
        select identifier_id, identifier_type, value from member_identifiers
        where one_id = ? order by first_landed_seq, first_landed_position, identifier_id limit ?
        """,
        [found[0], MOST_IDENTIFIERS],
    )
    links = reader.all(
        Link,
        """
        select
            from_identifier_id, to_identifier_id, rule, sources, record_count, first_seen_at
        from member_identity_links
        where status = 'linked' and from_one_id = ?
        order by first_seen_at, link_id
        """,
        [found[0]],
    )
    drawn = {one.identifier_id for one in identifiers}
    return Chain(found[0], identifiers, [k for k in links if {k.from_id, k.to_id} <= drawn])


def verdicts(reader: Reader) -> list[Verdict]:
    """What the rules decided about all links, most frequent first."""
    return reader.all(
        Verdict,
        """
        select status, rule, count(*) as links from member_identity_links
        group by all order by links desc, status, rule
        """,
    )


def standings(reader: Reader) -> list[Standing]:
    """Identifiers by type and status."""
    return reader.all(
        Standing,
        "select identifier_type, status, count(*) from member_identifiers group by all",
    )


def shortened(value: str) -> str:
    """A value of which only a few letters at both ends are left, never more than half of it."""
    kept = min(KEPT_AT_EACH_END, len(value) // 4)
    return f"{value[:kept]}…{value[len(value) - kept :]}"


def _identifier(identifier_id: str, kind: str, value: str) -> Identifier:
    return Identifier(identifier_id, kind, shortened(value))
