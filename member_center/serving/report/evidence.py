"""Why identifiers are one person: a member's links, kept or not, and what the rules did with all.

Values leave this module shortened; a phone is only ever a token. Which members are worth looking
at is chosen in `examples`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from member_center.serving.report.reader import Reader

MOST_IDENTIFIERS = 14
MOST_REFUSED = 6
KEPT = "linked"
KEPT_AT_EACH_END = 4


class Identifier(NamedTuple):
    """An identifier and its member, if it has one; `value` is shortened."""

    identifier_id: str
    type: str
    value: str
    one_id: str | None


class Link(NamedTuple):
    """Evidence that two identifiers are one person; times are UTC."""

    link_id: str
    from_id: str
    to_id: str
    status: str
    rule: str
    source: str
    is_verified: bool
    records: int
    first_seen_at: datetime | None
    last_seen_at: datetime | None


class Chain(NamedTuple):
    """A member's identifiers, eldest first, and those of others that links not kept lead to.

    `links` are the kept ones, oldest first, and behind them those that were not.
    """

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


def chain_of(reader: Reader, one_id: str) -> Chain:
    """What one member consists of, as far as it can be drawn."""
    own = _identifiers(reader, "one_id = ?", one_id, MOST_IDENTIFIERS)
    ids = [one.identifier_id for one in own]
    kept = _links(reader, "status = ? and from_identifier_id in (select unnest(?))", [KEPT, ids])
    kept = [link for link in kept if {link.from_id, link.to_id} <= set(ids)]
    refused = _links(
        reader,
        """
        status <> ? and (
            from_identifier_id in (select unnest(?)) or to_identifier_id in (select unnest(?))
        )
        """,
        [KEPT, ids, ids],
    )[:MOST_REFUSED]
    others = {end for link in refused for end in (link.from_id, link.to_id)} - set(ids)
    met = _identifiers(reader, "identifier_id in (select unnest(?))", sorted(others), len(others))
    drawn = {*ids, *(one.identifier_id for one in met)}
    shown = [link for link in refused if {link.from_id, link.to_id} <= drawn]
    return Chain(one_id, [*own, *met], [*kept, *shown])


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


def _identifiers(reader: Reader, where: str, value: object, limit: int) -> list[Identifier]:
    return reader.all(
        _identifier,
        f"""
        select identifier_id, identifier_type, value, one_id from member_identifiers
        where {where} order by first_landed_seq, first_landed_position, identifier_id limit ?
        """,
        [value, limit],
    )


def _links(reader: Reader, where: str, values: Iterable[object]) -> list[Link]:
    return reader.all(
        Link,
        f"""
        select
            link_id, from_identifier_id, to_identifier_id, status, rule, sources, is_verified,
            record_count, first_seen_at, last_seen_at
        from member_identity_links where {where} order by first_seen_at, link_id
        """,
        list(values),
    )


def _identifier(identifier_id: str, kind: str, value: str, one_id: str | None) -> Identifier:
    return Identifier(identifier_id, kind, shortened(value), one_id)
