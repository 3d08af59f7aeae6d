"""Why two identifiers are not one member: what would join them, and what became of it.

The published links say which rule refused what; here is found what of all that stands between
two. How it is said is the command line's business.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from member_center.serving.changes import Change, latest_parting
from member_center.serving.decided import Decided, decided_against
from member_center.serving.evidence import SIDES, Evidence
from member_center.serving.links import Identifier, Link

MOST_OTHERS = 6
MOST_HOPS = 4
WIDEST_SEARCH = 5_000
ONE_PER_MEMBER = re.compile(r"one_(\w+)_per_member")
STRONGEST = "unionid"
TELLING = frozenset({"unionid", "brand_user_id", "phone", "member_card"})


@dataclass(frozen=True, slots=True)
class Barrier:
    """Links of two sides that lead to one and the same third, and that were not all kept.

    Attributes:
        links: Those of the first side and then those of the second.
    """

    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Rivals:
    """Values of a kind of which a member has one; each side has another."""

    type: str
    one: Identifier
    other: Identifier


@dataclass(frozen=True, slots=True)
class Refusals:
    """What stands between two identifiers that are not one member.

    Attributes:
        decisions: Decisions of people that keep them apart, newest first.
        parting: How they ceased to be one member, if they ever were.
        direct: Links from the one side to the other, none of them kept.
        barriers: Thirds that both sides have such a link to.
        way: Where neither is there, the fewest links not kept that lead from side to side, over
            other members; empty when none do.
        rivals: Of which kinds each side has a value of its own, where a member has one.
        known: The kinds of telling identifiers of the first side and of the second.
        others: Further links not kept that touch either side, latest first, at most
            `MOST_OTHERS`.
        other_count: How many of these there are.
    """

    decisions: tuple[Decided, ...] = ()
    parting: Change | None = None
    direct: tuple[Link, ...] = ()
    barriers: tuple[Barrier, ...] = ()
    way: tuple[Link, ...] = ()
    rivals: tuple[Rivals, ...] = ()
    known: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())
    others: tuple[Link, ...] = ()
    other_count: int = 0

    @property
    def is_connected(self) -> bool:
        """Whether any record leads from the one to the other, whatever the rules made of it."""
        return bool(self.direct or self.barriers or self.way)


def refusals(evidence: Evidence, a: Identifier, b: Identifier) -> Refusals:
    """What stands between two identifiers that are not one member."""
    sides: list[object] = [a.side, b.side]
    direct = tuple(
        evidence.not_kept(
            "from_side in (select unnest(?)) and to_side in (select unnest(?))"
            " and from_side <> to_side",
            [sides, sides],
        )
    )
    barriers = _barriers(evidence, a.side, b.side)
    way = () if direct or barriers else _way(evidence, a.side, b.side)
    told = [*direct, *(link for barrier in barriers for link in barrier.links), *way]
    values = _telling_values(evidence, a, b)
    others, count = _others(evidence, sides, [link.link_id for link in told])
    return Refusals(
        decisions=decided_against(evidence, a, b),
        parting=latest_parting(evidence, a, b),
        direct=direct,
        barriers=barriers,
        way=way,
        rivals=_rivals(told, values),
        known=(TELLING & values[0].keys(), TELLING & values[1].keys()),
        others=others,
        other_count=count,
    )


def _barriers(evidence: Evidence, one: str, other: str) -> tuple[Barrier, ...]:
    """Links grouped by the third that they lead to, those of the first side first."""
    sides = [one, other]
    towards = evidence.not_kept(
        """
        link_id in (
            select link_id from (
                select link_id, from_side as near, to_side as far from sides
                union all
                select link_id, to_side as near, from_side as far from sides
            )
            where near in (select unnest(?)) and far not in (select unnest(?))
            qualify count(distinct near) over (partition by far) = 2
        )
        """,
        [sides, sides],
    )
    by_third: dict[str, list[Link]] = {}
    for link in towards:
        for third in sorted(link.sides - set(sides)):
            by_third.setdefault(third, []).append(link)
    return tuple(
        Barrier(tuple(sorted(group, key=lambda link: one not in link.sides)))
        for _, group in sorted(by_third.items())
    )


def _way(evidence: Evidence, start: str, goal: str) -> tuple[Link, ...]:
    """The fewest links not kept from side to side, members being crossed at no cost."""
    came_by: dict[str, tuple[str, Link] | None] = {start: None}
    frontier = [start]
    for _ in range(MOST_HOPS):
        links = evidence.not_kept(
            "from_side <> to_side"
            " and (from_side in (select unnest(?)) or to_side in (select unnest(?)))",
            [frontier, frontier],
        )
        reached = set(frontier)
        frontier = []
        for link in links:
            for near in link.sides & reached:
                (far,) = link.sides - {near}
                if far not in came_by:
                    came_by[far] = (near, link)
                    frontier.append(far)
        if goal in came_by or not frontier or len(frontier) > WIDEST_SEARCH:
            break
    way: list[Link] = []
    step = came_by.get(goal)
    while step is not None:
        way.append(step[1])
        step = came_by[step[0]]
    return tuple(reversed(way))


def _others(
    evidence: Evidence, sides: list[object], told: list[str]
) -> tuple[tuple[Link, ...], int]:
    """Links not kept that touch either side and were not told yet: the latest, and their number."""
    around = "from_side <> to_side and (from_side in (select unnest(?))"
    around += " or to_side in (select unnest(?))) and link_id not in (select unnest(?))"
    values: list[object] = [sides, sides, told]
    others = evidence.not_kept(around, values, MOST_OTHERS)
    counted = evidence.connection.execute(
        f"with sides as ({SIDES}) select count(*) from sides where {around}", values
    ).fetchone()
    return tuple(others), counted[0] if counted else 0


def _telling_values(
    evidence: Evidence, a: Identifier, b: Identifier
) -> tuple[dict[str, list[Identifier]], dict[str, list[Identifier]]]:
    """The identifiers of either side that could tell who it is, by their type."""
    found: tuple[dict[str, list[Identifier]], dict[str, list[Identifier]]] = ({}, {})
    for values, identifier in zip(found, (a, b), strict=True):
        rows = evidence.connection.execute(
            """
            select identifier_id, identifier_type, scope, value, one_id from member_identifiers
            where coalesce(one_id, identifier_id) = ? order by identifier_type, identifier_id
            """,
            [identifier.side],
        ).fetchall()
        for row in rows:
            values.setdefault(row[1], []).append(Identifier(*row))
    return found


def _rivals(
    links: Iterable[Link], values: tuple[dict[str, list[Identifier]], dict[str, list[Identifier]]]
) -> tuple[Rivals, ...]:
    """Kinds of which a member has one value: unionids, and what a rule on the way says so of."""
    ruled = {match[1] for link in links if (match := ONE_PER_MEMBER.fullmatch(link.rule))}
    one, other = values
    return tuple(
        Rivals(kind, one[kind][0], other[kind][0])
        for kind in sorted({STRONGEST} | ruled)
        if kind in one and kind in other
    )
