"""Why two identifiers are one member: the links of one published version, opened for reading.

Why two are not one is `refusals`; who is meant by what a person types, `lookup`; how an answer
looks is the command line's business. Nothing is decided here: the links already say what the
rules did.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from member_center.serving.content import MARTS
from member_center.serving.links import Identifier, Link, link_of
from member_center.serving.manifest import ServingError
from member_center.serving.publish import DATABASE_FILE

SIDES = """
    select
        *,
        coalesce(from_one_id, from_identifier_id) as from_side,
        coalesce(to_one_id, to_identifier_id) as to_side
    from member_identity_links
    where status <> 'linked'
"""


@dataclass(frozen=True, slots=True)
class Step:
    """One link of a chain, in the direction in which the chain is read."""

    near: Identifier
    far: Identifier
    link: Link


class Evidence:
    """The links of one published version.

    Args:
        connection: Open on the version's database, its marts in the search path.
        version: Its name.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, version: str) -> None:
        self.connection = connection
        self.version = version

    def chain(self, a: Identifier, b: Identifier) -> tuple[Step, ...]:
        """The shortest chain of kept links between two identifiers of one member.

        Reads that member's links only. Of several shortest chains, the one whose links are
        verified and said most often.

        Raises:
            ServingError: The published links do not connect them.
        """
        if a == b:
            return ()
        kept = "select * from member_identity_links where status = 'linked' and from_one_id = ?"
        links = self._links(kept, [a.one_id])
        steps = shortest_chain(links, a, b)
        if not steps:
            raise ServingError(
                f"Version {self.version} has both identifiers in {a.one_id}, but no chain of links"
                " between them. Check its files with `mdc serving verify`, then `mdc run`."
            )
        return steps

    def other_half(self, link: Link) -> Link | None:
        """Of a link over a phone that neither end keeps, what ties its start to that phone.

        The link itself tells what ties its end to it.
        """
        if link.via is None:
            return None
        where = "from_identifier_id = ? and to_identifier_id = ?"
        found = self.not_kept(where, [link.start.identifier_id, link.via.identifier_id], 1)
        return found[0] if found else None

    def touching(self, identifier: Identifier, limit: int) -> list[Link]:
        """Links that were not kept and that touch an identifier's member, latest first."""
        where = "from_side = ? or to_side = ?"
        return self.not_kept(where, [identifier.side, identifier.side], limit)

    def _links(self, relation: str, values: list[object], order: str = "link_id") -> list[Link]:
        cursor = self.connection.execute(
            f"""
            select
                links.*,
                via.identifier_type as via_type,
                via.scope as via_scope,
                via.value as via_value,
                via.one_id as via_one_id
            from ({relation}) as links
            left join member_identifiers as via on links.via_identifier_id = via.identifier_id
            order by {order}
            """,
            values,
        )
        names = [column[0] for column in cursor.description or ()]
        return [link_of(dict(zip(names, row, strict=True))) for row in cursor.fetchall()]

    def has(self, table: str) -> bool:
        """Whether the version holds a table; older ones do not hold all."""
        found = self.connection.execute(
            "select count(*) from information_schema.tables"
            " where table_schema = ? and table_name = ?",
            [MARTS, table],
        ).fetchone()
        return bool(found and found[0])

    def not_kept(self, where: str, values: list[object], limit: int | None = None) -> list[Link]:
        """Links that were not kept, latest first.

        Args:
            where: A condition on them; `from_side` and `to_side` are what their ends count to.
            values: What its question marks stand for.
            limit: How many at most.
        """
        latest = "last_seen_at desc nulls last, link_id"
        relation = f"with sides as ({SIDES}) select * from sides where {where} order by {latest}"
        if limit is not None:
            relation += f" limit {limit}"
        return self._links(relation, values, "links.last_seen_at desc nulls last, link_id")


@contextmanager
def open_evidence(serving_dir: Path) -> Iterator[Evidence]:
    """Open the version that readers get now, for reading only.

    Args:
        serving_dir: The home's `serving/`.

    Raises:
        ServingError: Nothing is published there.
    """
    folder = (serving_dir / "current").resolve()
    file = folder / DATABASE_FILE
    if not file.exists():
        raise ServingError(f"Nothing is published under {serving_dir}. `mdc run` publishes.")
    connection = duckdb.connect(str(file), read_only=True)
    try:
        connection.execute("set timezone = 'UTC'")
        connection.execute(f"set schema = '{MARTS}'")
        yield Evidence(connection, folder.name)
    finally:
        connection.close()


def shortest_chain(links: Iterable[Link], a: Identifier, b: Identifier) -> tuple[Step, ...]:
    """The fewest links that lead from one identifier to another; empty when none do."""
    steps_from: dict[str, list[Step]] = {}
    for link in sorted(links, key=lambda k: (not k.is_verified, -k.record_count, k.link_id)):
        steps_from.setdefault(link.start.identifier_id, []).append(Step(link.start, link.end, link))
        steps_from.setdefault(link.end.identifier_id, []).append(Step(link.end, link.start, link))
    came_by: dict[str, Step] = {}
    waiting = deque([a.identifier_id])
    while waiting and b.identifier_id not in came_by:
        for step in steps_from.get(waiting.popleft(), ()):
            far = step.far.identifier_id
            if far not in came_by and far != a.identifier_id:
                came_by[far] = step
                waiting.append(far)
    chain: deque[Step] = deque()
    place = b.identifier_id
    while place in came_by:
        chain.appendleft(came_by[place])
        place = came_by[place].near.identifier_id
    return tuple(chain)
