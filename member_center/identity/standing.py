"""Which decisions stand, and which of them a new one would contradict.

The same reading as `int_identity__decision_log`'s, for decisions that no run has built with yet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from member_center.identity.decisions import Decision, Kind, Name

State = Literal["stands", "replaced", "withdrawn"]
OneIdOf = Callable[[Name], str | None]


@dataclass(frozen=True, slots=True)
class Standing:
    """A decision and whether it holds.

    Attributes:
        decision: Never a withdrawal.
        state: stands; replaced, a later one says otherwise of the same; withdrawn.
        ended_by: The decision or withdrawal since which it holds no more.
    """

    decision: Decision
    state: State
    ended_by: Decision | None = None


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A standing decision that a new one cannot hold beside.

    Attributes:
        decision: The earlier one.
        is_direct: It is about the same, so that a later decision takes its place; otherwise it
            stands in the way through further decisions or members, and must be withdrawn first.
    """

    decision: Decision
    is_direct: bool


def standings(decisions: Iterable[Decision]) -> list[Standing]:
    """Every decision with its state, in the order of time; decisions in the order written."""
    ordered = sorted(decisions, key=_in_time)
    withdrawn = {one.withdraws: one for one in reversed(ordered) if one.kind == "withdraw"}
    made = [one for one in ordered if one.kind != "withdraw"]
    found = []
    for place, one in enumerate(made):
        if one.decision_id in withdrawn:
            found.append(Standing(one, "withdrawn", withdrawn[one.decision_id]))
            continue
        later = (k for k in made[place + 1 :] if k.decision_id not in withdrawn)
        by = next((other for other in later if is_about_the_same(one, other)), None)
        found.append(Standing(one, "replaced" if by else "stands", by))
    return found


def _in_time(one: Decision) -> tuple[datetime, bool, str]:
    is_seed = one.origin == "seed"
    return one.decided_at, not is_seed, one.decision_id if is_seed else ""


def standing(decisions: Iterable[Decision]) -> list[Decision]:
    """The decisions that stand, oldest first."""
    return [one.decision for one in standings(decisions) if one.state == "stands"]


def is_about_the_same(one: Decision, other: Decision) -> bool:
    """Whether the later of two decisions takes the earlier one's place."""
    kinds = {one.kind, other.kind}
    if kinds <= {"must_link", "cannot_link"}:
        return set(one.names) == set(other.names)
    if kinds == {"nobody"} or kinds == {"nobody", "must_link"}:
        return bool(set(one.names) & set(other.names))
    return False


def contradictions(
    stands: Sequence[Decision], kind: Kind, names: Sequence[Name], one_id_of: OneIdOf
) -> list[Contradiction]:
    """The standing decisions that a new one contradicts; direct ones first.

    Args:
        stands: The decisions that stand.
        kind: Of the new decision.
        names: Its identifiers.
        one_id_of: The published member of an identifier, if it has one.
    """
    if kind == "nobody":
        links = [one for one in stands if one.kind == "must_link"]
        return [Contradiction(one, True) for one in links if names[0] in one.names]
    if kind == "cannot_link":
        return _against_separation(stands, names)
    if kind == "must_link":
        return _against_link(stands, names, one_id_of)
    return []


def _against_separation(stands: Sequence[Decision], names: Sequence[Name]) -> list[Contradiction]:
    """The must-links that hold two identifiers together."""
    links = [one for one in stands if one.kind == "must_link"]
    if _groups(links).same(*names):
        direct = [one for one in links if set(one.names) == set(names)]
        others = [one for one in links if one not in direct]
        if not _groups(others).same(*names):
            return [Contradiction(one, True) for one in direct]
        return [Contradiction(one, False) for one in others if _is_needed(one, others, names)]
    return []


def _is_needed(link: Decision, links: Sequence[Decision], names: Sequence[Name]) -> bool:
    return not _groups([one for one in links if one is not link]).same(*names)


def _against_link(
    stands: Sequence[Decision], names: Sequence[Name], one_id_of: OneIdOf
) -> list[Contradiction]:
    """What keeps two identifiers apart, by itself or with the members that they bring along."""
    links = [one for one in stands if one.kind == "must_link"]
    found = [
        Contradiction(one, True)
        for one in stands
        if (one.kind == "nobody" and one.a in names)
        or (one.kind == "cannot_link" and set(one.names) == set(names))
    ]
    told = [one.decision for one in found]
    for with_members in (False, True):
        groups = _groups(links)
        if with_members:
            groups.join_members([*names, *_all_names(stands)], one_id_of)
        before = [one for one in stands if one.kind == "cannot_link" and groups.same(*one.names)]
        groups.join(*names)
        for one in stands:
            is_new = one not in told and one not in before
            if is_new and one.kind == "cannot_link" and groups.same(*one.names):
                found.append(Contradiction(one, False))
                told.append(one)
    return found


def _all_names(decisions: Iterable[Decision]) -> list[Name]:
    return [name for one in decisions for name in one.names]


class _Groups:
    """Identifiers in groups; each group is known by one of its own."""

    def __init__(self) -> None:
        self._above: dict[object, object] = {}

    def top(self, one: object) -> object:
        while one in self._above:
            one = self._above[one]
        return one

    def join(self, one: object, other: object) -> None:
        if not self.same(one, other):
            self._above[self.top(one)] = self.top(other)

    def same(self, one: object, other: object) -> bool:
        return self.top(one) == self.top(other)

    def join_members(self, names: Iterable[Name], one_id_of: OneIdOf) -> None:
        for name in names:
            if (one_id := one_id_of(name)) is not None:
                self.join(name, one_id)


def _groups(links: Iterable[Decision]) -> _Groups:
    groups = _Groups()
    for link in links:
        groups.join(*link.names)
    return groups
