"""Answers about identity on the terminal and as JSON. What is true is found in `serving`.

Values are shortened and phones are tokens in both forms; times are Shanghai's on the terminal and
UTC in JSON.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from rich.console import Console

from member_center.cli.console import shown
from member_center.cli.identity_words import rule_in_words
from member_center.serving.evidence import Refusals, Step
from member_center.serving.links import Identifier, Link
from member_center.serving.lookup import Standing, Subject
from member_center.settings import SHANGHAI


class View:
    """Writes answers to a console.

    Args:
        console: Where to.
    """

    def __init__(self, console: Console) -> None:
        self._console = console

    def subject(self, letter: str, subject: Subject) -> None:
        """What was asked for, in a line or two."""
        mask = f" {shown(subject.mask)}" if subject.mask else ""
        self._console.print(f"  [bold]{letter}[/]  {named(subject.identifier)}{mask}")
        if subject.is_former:
            now = subject.identifier.one_id or "no member"
            self._console.print(
                f"     [dim]{subject.member_id} was made from it; it belongs to {now} now[/]"
            )
        elif subject.member_id:
            self._console.print(f"     [dim]{subject.member_id} is made from it[/]")

    def chain(self, steps: Sequence[Step]) -> None:
        """A chain from its one end to the other, with the evidence between the identifiers."""
        for number, step in enumerate(steps, start=1):
            if number == 1:
                self._console.print(f"  {named(step.near)}")
            self._console.print(f"   │  [green]{number}.[/] {shown(_reason(step.link))}")
            self._console.print(f"   │     [dim]{shown(evidence(step.link))}[/]")
            self._console.print(f"  {named(step.far)}")

    def refused(self, links: Sequence[Link]) -> None:
        """Links that were not kept, with the rule and the evidence of each."""
        for link in links:
            one, other = (f"{named(end)}{_owner(end)}" for end in (link.start, link.end))
            self._console.print(f"  {one}  [red]✗[/]  {other}")
            self._console.print(f"      [red]{link.status}[/]: {shown(_reason(link))}")
            self._console.print(f"      [dim]{shown(evidence(link))}[/]")

    def refusals(self, found: Refusals) -> None:
        """Why two identifiers are not one member."""
        if found.direct:
            self._console.print("\nWhat would make them one was not kept:")
            self.refused(found.direct)
        for barrier in found.barriers:
            self._console.print("\nBoth lead to the same third, and this was not kept:")
            self.refused(barrier.links)
        if not found.direct and not found.barriers:
            self._console.print(
                "\nNo record says that they are one: no link joins them, kept or not."
            )
        if found.others:
            self._console.print("\nFurther links of either that were not kept:")
            self.refused(found.others)
        if more := found.other_count - len(found.others):
            self._console.print(f"  … and {more:,} more")

    def identifiers(self, standings: Sequence[Standing], limit: int) -> None:
        """The identifiers of a member, two lines each."""
        for one in standings[:limit]:
            status = "" if one.status == "linked" else f"  [yellow]{one.status}[/]"
            records = "1 record" if one.record_count == 1 else f"{one.record_count:,} records"
            when = seen(one.first_seen_at, one.last_seen_at)
            self._console.print(f"  {named(one.identifier)}{status}")
            self._console.print(f"      [dim]{records} of {shown(one.sources)}, {when}[/]")
        if more := len(standings[limit:]):
            self._console.print(f"  … and {more:,} more; --limit shows them.")


def named(identifier: Identifier) -> str:
    """An identifier for people, with markup: kind, shortened value, and where it is unique."""
    scope = f" [dim]@{shown(identifier.scope)}[/]" if identifier.scope else ""
    return f"[bold]{shown(identifier.type)}[/] {shown(identifier.short)}{scope}"


def evidence(link: Link) -> str:
    """Which record says so, how often, and when."""
    records = "1 record" if link.record_count == 1 else f"{link.record_count:,} records"
    first = link.record_stream or link.sources
    also = "" if link.record_stream is None or "," not in link.sources else f" (of {link.sources})"
    verified = ", verified" if link.is_verified else ""
    when = seen(link.first_seen_at, link.last_seen_at)
    return f"{first}, record {link.record_key}{also}; {records} in all{verified}, {when}"


def seen(first: datetime | None, last: datetime | None) -> str:
    """From when to when, in Shanghai."""
    told = [moment(at) for at in (first, last) if at is not None]
    return " to ".join(dict.fromkeys(told)) or "no time told"


def moment(at: datetime) -> str:
    """A naive UTC instant as Shanghai's clocks show it."""
    return f"{at.replace(tzinfo=UTC).astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def subject_json(subject: Subject) -> dict[str, Any]:
    """What was asked for, as JSON."""
    return {
        **standing_json(subject.standing),
        "asked_member_id": subject.member_id,
        "is_former_member_id": subject.is_former,
        "mask": subject.mask,
    }


def standing_json(standing: Standing) -> dict[str, Any]:
    """An identifier and how it stands, as JSON."""
    return {
        **identifier_json(standing.identifier),
        "status": standing.status,
        "sources": standing.sources,
        "record_count": standing.record_count,
        "first_seen_at": _utc(standing.first_seen_at),
        "last_seen_at": _utc(standing.last_seen_at),
    }


def link_json(link: Link) -> dict[str, Any]:
    """A link as JSON."""
    return {
        "link_id": link.link_id,
        "from": identifier_json(link.start),
        "to": identifier_json(link.end),
        "via": identifier_json(link.via) if link.via else None,
        "status": link.status,
        "rule": link.rule,
        "is_verified": link.is_verified,
        "sources": link.sources,
        "first_record_stream": link.record_stream,
        "first_record_key": link.record_key,
        "record_count": link.record_count,
        "first_seen_at": _utc(link.first_seen_at),
        "last_seen_at": _utc(link.last_seen_at),
    }


def identifier_json(identifier: Identifier) -> dict[str, Any]:
    """An identifier as JSON; by its `identifier_id` it can be looked up in the tables."""
    return {
        "identifier_id": identifier.identifier_id,
        "type": identifier.type,
        "scope": identifier.scope,
        "value": identifier.short,
        "one_id": identifier.one_id,
    }


def refusals_json(found: Refusals) -> dict[str, Any]:
    """What was not kept, as JSON."""
    return {
        "direct": [link_json(link) for link in found.direct],
        "barriers": [[link_json(link) for link in one.links] for one in found.barriers],
        "others": [link_json(link) for link in found.others],
        "other_count": found.other_count,
    }


def _reason(link: Link) -> str:
    if link.via is None:
        return rule_in_words(link.rule)
    return f"{rule_in_words(link.rule)}, over phone {link.via.short}, which neither keeps"


def _owner(identifier: Identifier) -> str:
    return f" [dim]of {identifier.one_id or 'no member'}[/]"


def _utc(at: datetime | None) -> str | None:
    return None if at is None else f"{at.isoformat()}Z"
