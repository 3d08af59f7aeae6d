"""Why two identifiers are not one member, in sentences that need no other knowledge.

What stands between them is found in `serving.refusals`; the terminal and JSON say the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from member_center.cli.identity_view import moment
from member_center.cli.identity_words import rule_in_words
from member_center.serving.decided import CANNOT_LINK, MUST_LINK, Decided
from member_center.serving.links import Identifier, Link
from member_center.serving.refusals import Barrier, Refusals

KINDS = {
    "unionid": "unionid",
    "brand_user_id": "login of the app",
    "phone": "phone",
    "member_card": "card",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that stands between two identifiers.

    Attributes:
        kind: decision, parted, refused, barrier, far, rivals, nothing or would.
        sentence: What it is.
        links: The links it is about.
    """

    kind: str
    sentence: str
    links: tuple[Link, ...] = ()


def reasons(found: Refusals, a: Identifier, b: Identifier) -> list[Reason]:
    """Everything that stands between A and B, the weightiest first."""
    return [
        *(Reason("decision", decided_in_words(one)) for one in found.decisions),
        *_parted(found),
        *_refused(found.direct),
        *(Reason("barrier", _barrier(one, a), one.links) for one in found.barriers),
        *_far(found.way),
        *_rivals(found),
        *_nothing(found, a, b),
    ]


def decided_in_words(decided: Decided) -> str:
    """A decision with who, when and why."""
    who = f"{decided.decided_by} decided on {moment(decided.decided_at)}"
    because = f"because “{decided.because}” (decision {decided.decision_id})"
    start = reference(decided.start)
    if decided.end is None:
        return f"{who} that {start} is nobody's, {because}"
    if decided.kind in (CANNOT_LINK, MUST_LINK):
        people = "two people" if decided.kind == CANNOT_LINK else "one person"
        return f"{who} that {start} and {reference(decided.end)} are {people}, {because}"
    return f"{who} about {start} and {reference(decided.end)}, {because}"


def reference(identifier: Identifier) -> str:
    """An identifier as it is shown and can be asked for again."""
    scope = f"@{identifier.scope}" if identifier.scope else ""
    return f"{identifier.type}{scope}:{identifier.short}"


def _parted(found: Refusals) -> Iterator[Reason]:
    if found.parting:
        why = f": {rule_in_words(found.parting.rule)}" if found.parting.rule else ""
        when = moment(found.parting.at)
        yield Reason("parted", f"Until {when} both were member {found.parting.old_one_id}{why}")


def _refused(links: tuple[Link, ...]) -> Iterator[Reason]:
    if len(links) == 1:
        yield Reason("refused", "A link says that they are one person, but it was not kept", links)
    elif links:
        said = f"{len(links):,} links say that they are one person, but none was kept"
        yield Reason("refused", said, links)


def _barrier(barrier: Barrier, a: Identifier) -> str:
    first = barrier.links[0]
    third = first.end if first.start.side == a.side else first.start
    belongs = f", which belongs to member {third.one_id}" if third.one_id else ""
    return f"Both A and B lead to {reference(third)}{belongs}, but not as one person"


def _far(way: tuple[Link, ...]) -> Iterator[Reason]:
    if way:
        yield Reason(
            "far",
            f"No record ties A to B. The nearest way from one to the other goes over"
            f" {len(way):,} links that were not kept, and the members between them",
            way,
        )


def _rivals(found: Refusals) -> Iterator[Reason]:
    for one in found.rivals:
        kind = KINDS.get(one.type, one.type)
        yield Reason(
            "rivals",
            f"A's side has {kind} {one.one.short} and B's side has {one.other.short}. A member has"
            f" one {kind}, so only a person's decision could join them",
        )


def _nothing(found: Refusals, a: Identifier, b: Identifier) -> Iterator[Reason]:
    if found.is_connected or found.decisions:
        return
    yield Reason(
        "nothing",
        "Nothing connects them: no record that has landed names something of A together with"
        " something of B, and no third that both lead to",
    )
    decision = f"`mdc identity link {reference(a)} {reference(b)} --because …`"
    if not found.rivals:
        yield Reason("would", f"A record would: {_wanted(found)}")
    yield Reason("would", f"Or a decision, if you know that they are one person: {decision}")


def _wanted(found: Refusals) -> str:
    """What a record would have to say, by what is known of either side."""
    one, other = found.known
    for kind in KINDS:
        for letter, has, lacks in (("A", one, other), ("B", other, one)):
            if kind in has and kind not in lacks:
                without = "B" if letter == "A" else "A"
                return f"one that names the {KINDS[kind]} of {letter}'s side for {without}'s"
    if one & other:
        shared = next(KINDS[kind] for kind in KINDS if kind in one & other)
        return f"one that names the {shared} of the one side for the other, too"
    return "one that names the same phone, card, login or unionid for both"
