"""What records tell at most: recall if all that name two identifiers of a person were believed.

Recall counts what is lost, whether a rule refused it or no record ever said it. The difference is
told here: identifiers of one person that no record ties together cannot be joined by any rules.
Measuring what rules made of the records is `accuracy`, which has to come first.
"""

from __future__ import annotations

from collections import Counter

import duckdb

LINKS = "member_identity_links"
TIES = f"""
with links as (
    select from_identifier_id as one, to_identifier_id as other from {LINKS}
    where status in ('linked', 'refused')
),

ends as (
    select one as near, other as far from links
    union
    select other, one from links
)

select ends.near, near.person_id, ends.far, near.person_id is not distinct from far.person_id
from ends
inner join placed as near on ends.near = near.identifier_id and near.person_id is not null
left join placed as far on ends.far = far.identifier_id
"""
PEOPLE = "select identifier_id, person_id from placed where person_id is not null"

Node = tuple[str, str]


def knowable_recall(connection: duckdb.DuckDBPyConnection) -> float | None:
    """The share of all pairs of one person that records tie together, kept by the rules or not.

    A record of one's own that names what others own, too, ties all that one names with it; values
    that are blocked or shared by many tie nobody. Of a version without links it is not known.

    Args:
        connection: `accuracy.measure` was called on it.
    """
    found = connection.execute(
        "select count(*) from information_schema.tables where table_name = ?", [LINKS]
    ).fetchone()
    if not found or not found[0]:
        return None
    groups = _Groups()
    for near, person, far, is_own in connection.execute(TIES).fetchall():
        groups.join((near, ""), (far, "" if is_own else person))
    people = connection.execute(PEOPLE).fetchall()
    owned = Counter(person for _, person in people)
    tied = Counter((person, groups.top((identifier, ""))) for identifier, person in people)
    pairs = sum(size * (size - 1) // 2 for size in owned.values())
    return sum(size * (size - 1) // 2 for size in tied.values()) / pairs if pairs else 1.0


class _Groups:
    """Nodes in groups, each known by one of its own."""

    def __init__(self) -> None:
        self._above: dict[Node, Node] = {}

    def top(self, node: Node) -> Node:
        while (above := self._above.get(node, node)) != node:
            self._above[node] = node = self._above.get(above, above)
        return node

    def join(self, one: Node, other: Node) -> None:
        one, other = self.top(one), self.top(other)
        if one != other:
            self._above[one] = other
