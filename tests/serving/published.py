"""Published identity tables made by hand: identifiers, links, and a version that holds them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

FIRST_SEEN = datetime(2026, 3, 1, 16, 30, tzinfo=UTC).replace(tzinfo=None)
SCOPES = {
    "unionid": "open_platform",
    "oa_openid": "wx-oa",
    "mp_openid": "wx-mini",
    "mp_openid_2": "wx-campaign",
    "shop_openid": "wx-shop",
    "member_card": "demo",
    "brand_user_id": "demo",
    "phone": "",
}
Node = tuple[str, str]


def key_of(node: Node) -> str:
    """The published key of an identifier, which is what a member id is made of."""
    kind, value = node
    text = f"{kind.removesuffix('_2')}|{SCOPES[kind]}|{value}"
    return hashlib.md5(text.encode()).hexdigest()


def member_id(node: Node) -> str:
    """The member id that an identifier makes."""
    return f"m_{key_of(node)[:20]}"


@dataclass
class Published:
    """A version to be: who belongs to whom, and by which links."""

    folder: Path
    has_streams: bool = True
    _owners: dict[Node, str | None] = field(default_factory=dict)
    _statuses: dict[Node, str] = field(default_factory=dict)
    _links: list[tuple[object, ...]] = field(default_factory=list)
    _decisions: list[tuple[object, ...]] = field(default_factory=list)
    _changes: list[tuple[object, ...]] = field(default_factory=list)
    _history: list[tuple[object, ...]] = field(default_factory=list)

    def member(self, *nodes: Node, **statuses: str) -> str:
        """A member of these identifiers, the first being the eldest; returns its id."""
        for node in nodes:
            self._owners[node] = member_id(nodes[0])
            self._statuses[node] = statuses.get(node[0], "linked")
        return member_id(nodes[0])

    def nobody(self, node: Node, status: str) -> None:
        """An identifier that stands for no member."""
        self._owners[node], self._statuses[node] = None, status

    def link(
        self,
        start: Node,
        end: Node,
        rule: str,
        status: str = "linked",
        via: Node | None = None,
        records: int = 1,
        limit: tuple[int, int, int | None] | None = None,
    ) -> None:
        """A link between two identifiers, each link seen a day after the one before.

        `limit` is what a rule counted, how many it allows, and within how many days.
        """
        number = len(self._links)
        limits = (limit or (None, None, None)) if self.has_streams else ()
        seen = FIRST_SEEN + timedelta(days=number)
        stream = ["offline.members"] if self.has_streams else []
        self._links.append(
            (
                f"link-{number:03d}",
                *self._end(start),
                *self._end(end),
                key_of(via) if via else None,
                *(status, rule, False, "offline", *stream, f"record-{number}", records),
                *(seen, seen + timedelta(hours=records - 1)),
                *limits,
            )
        )

    def decision(
        self, kind: str, start: Node, end: Node | None = None, *, is_in_force: bool = True
    ) -> str:
        """A decision of a person about two identifiers, or about one; returns its id."""
        decision_id = f"d-{len(self._decisions)}"
        other = self._end(end) if end else (None,) * 5
        made = (decision_id, kind, "li.lei", FIRST_SEEN, "asked at the counter", is_in_force)
        self._decisions.append((*made, *self._end(start), *other))
        return decision_id

    def change(self, kind: str, old: Node, new: Node, rule: str | None = None) -> None:
        """A change of the member that one node names into the one that another names."""
        number = len(self._changes) + 1
        at = FIRST_SEEN + timedelta(days=number)
        self._changes.append((number, kind, member_id(old), member_id(new), rule, at))

    def was(self, node: Node, member: Node, first: int, until: int | None = None) -> None:
        """An identifier was of the member that another names, from day `first` to day `until`."""
        start, end = (None if n is None else FIRST_SEEN + timedelta(days=n) for n in (first, until))
        self._history.append((key_of(node), member_id(member), start, end))

    def publish(self, masks: Mapping[str, tuple[str, str]] | None = None) -> Path:
        """Write the version and point readers at it; returns the serving folder."""
        version = self.folder / "versions" / "20260302T000000Z-001"
        version.mkdir(parents=True)
        (self.folder / "current").symlink_to(version.relative_to(self.folder))
        stream = "first_record_stream varchar," if self.has_streams else ""
        limits = LIMITS if self.has_streams else ""
        with duckdb.connect(str(version / "member_center.duckdb")) as database:
            database.execute("create schema marts; set schema = 'marts'")
            database.execute(TABLES.format(stream=stream, limits=limits))
            for order, (node, owner) in enumerate(self._owners.items()):
                row = [key_of(node), owner, node[0].removesuffix("_2"), SCOPES[node[0]], node[1]]
                row += [self._statuses[node], "offline", 1, FIRST_SEEN, FIRST_SEEN, 1, order]
                _insert(database, "member_identifiers", row)
            for link in self._links:
                _insert(database, "member_identity_links", link)
            if self._decisions:
                database.execute(DECISIONS)
            for decision in self._decisions:
                _insert(database, "member_identity_decisions", decision)
            if self._changes or self._history:
                database.execute(CHANGES)
                database.execute(HISTORY)
            for interval in self._history:
                _insert(database, "member_identity_history", interval)
            for change in self._changes:
                _insert(database, "member_identity_changes", change)
            for one_id in sorted({owner for owner in self._owners.values() if owner}):
                _insert(database, "dim_members", [one_id, *(masks or {}).get(one_id, (None, None))])
        return self.folder

    def _end(self, node: Node) -> tuple[object, ...]:
        kind = node[0].removesuffix("_2")
        return (key_of(node), kind, SCOPES[node[0]], node[1], self._owners[node])


def _insert(database: duckdb.DuckDBPyConnection, table: str, row: Iterable[object]) -> None:
    values = list(row)
    database.execute(f"insert into {table} values ({', '.join('?' * len(values))})", values)


TABLES = """
    create table dim_members (one_id varchar, name_masked varchar, phone_masked varchar);
    create table member_identifiers (
        identifier_id varchar, one_id varchar, identifier_type varchar, scope varchar,
        value varchar, status varchar, sources varchar, record_count bigint,
        first_seen_at timestamp, last_seen_at timestamp, first_landed_seq bigint,
        first_landed_position integer
    );
    create table member_identity_links (
        link_id varchar, from_identifier_id varchar, from_type varchar, from_scope varchar,
        from_value varchar, from_one_id varchar, to_identifier_id varchar, to_type varchar,
        to_scope varchar, to_value varchar, to_one_id varchar, via_identifier_id varchar,
        status varchar, rule varchar, is_verified boolean, sources varchar, {stream}
        first_record_key varchar, record_count bigint, first_seen_at timestamp,
        last_seen_at timestamp {limits}
    );
"""
LIMITS = ", found_count bigint, most_allowed bigint, within_days bigint"
DECISIONS = """
    create table member_identity_decisions (
        decision_id varchar, kind varchar, decided_by varchar, decided_at timestamp,
        because varchar, is_in_force boolean, a_identifier_id varchar, a_type varchar,
        a_scope varchar, a_value varchar, a_one_id varchar, b_identifier_id varchar,
        b_type varchar, b_scope varchar, b_value varchar, b_one_id varchar
    )
"""
CHANGES = """
    create table member_identity_changes (
        change_number bigint, kind varchar, old_one_id varchar, new_one_id varchar,
        cause_rule varchar, recorded_at timestamp
    )
"""
HISTORY = """
    create table member_identity_history (
        identifier_id varchar, one_id varchar, recorded_at timestamp, valid_to timestamp
    )
"""
