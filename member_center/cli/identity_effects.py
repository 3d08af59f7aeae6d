"""What a decision will do at the next run, told from the published version in a few sentences.

A hint, not a plan: `mdc identity plan` builds the members and compares them.
"""

from __future__ import annotations

from collections.abc import Sequence

from member_center.cli.identity_names import Named
from member_center.cli.identity_words import STATUSES
from member_center.identity.decisions import Kind, Name
from member_center.identity.published import PublishedIdentity

UNKNOWN = "{letter} has not landed yet: the decision waits, and acts as soon as it does."


def effects(kind: Kind, named: Sequence[Named], published: PublishedIdentity) -> list[str]:
    """What it means for the members of today, one sentence a line."""
    names = [one.name for one in named]
    waiting = [
        UNKNOWN.format(letter=letter)
        for letter, name in zip("AB", names, strict=False)
        if published.place_of(name) is None
    ]
    if waiting:
        return waiting
    if kind == "nobody":
        return [_nobody(names[0], published)]
    one, other = (published.one_id_of(name) for name in names)
    if kind == "must_link":
        return [_linked(names, one, other, published)]
    return [_separated(one, other, published)]


def _linked(
    names: Sequence[Name], one: str | None, other: str | None, published: PublishedIdentity
) -> str:
    if one and one == other:
        return (
            f"They are one member today, {_member(one, published)}; now they stay one, whatever"
            " becomes of what joined them."
        )
    if one and other:
        return (
            f"Today they are {_member(one, published)} and {_member(other, published)}; they become"
            " one member. The elder id stays, and the other one leads to it."
        )
    if one or other:
        return f"Today only one of them has a member, {_member(one or other or '', published)}."
    return f"Neither has a member today; A {_status(names[0], published)}."


def _separated(one: str | None, other: str | None, published: PublishedIdentity) -> str:
    if one and one == other:
        return (
            f"Today both are {_member(one, published)}. It becomes two: each identifier goes with"
            " the one of both that it is nearest to, and nobody else's id changes."
        )
    return "They are not one member today; now they stay two, whatever lands."


def _nobody(name: Name, published: PublishedIdentity) -> str:
    one_id = published.one_id_of(name)
    if one_id is None:
        return f"It stands for no member today: it {_status(name, published)}."
    links = published.links_of(name)
    counted = "its one link stops" if links == 1 else f"its {links:,} links stop"
    return (
        f"Today it is of {_member(one_id, published)}; {counted} counting, which may take that"
        " member apart."
    )


def _member(one_id: str, published: PublishedIdentity) -> str:
    size = published.size(one_id)
    return f"{one_id} ({size:,} identifier{'' if size == 1 else 's'})"


def _status(name: Name, published: PublishedIdentity) -> str:
    place = published.place_of(name)
    return STATUSES.get(place.status, place.status) if place else "is not known"
