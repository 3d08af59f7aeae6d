"""Answers about identity on the terminal and as JSON. What is true is found in `serving`.

Values are shortened and phones are tokens in both forms; times are Shanghai's on the terminal and
UTC in JSON.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from rich.console import Console

from member_center.cli.console import shown
from member_center.cli.identity_words import reason_in_words, rule_in_words
from member_center.serving.changes import Change
from member_center.serving.decided import Decided
from member_center.serving.evidence import Step
from member_center.serving.links import Identifier, Link
from member_center.serving.lookup import Standing, Subject
from member_center.serving.refusals import Refusals
from member_center.settings import SHANGHAI


class View:
    """Writes answers to a console.

    Args:
        console: Where to.
    """

    def __init__(self, console: Console) -> None:
        self._console = console

    def subject(self, letter: str, subject: Subject, end: Change | None = None) -> None:
        """What was asked for, in a line or two.

        Args:
            letter: What it is called in the answer.
            subject: What it is.
            end: Of a former member, how it went into another.
        """
        mask = f" {shown(subject.mask)}" if subject.mask else ""
        self._console.print(f"  [bold]{letter}[/]  {named(subject.identifier)}{mask}")
        if subject.is_former:
            now = subject.identifier.one_id or "no member"
            self._console.print(
                f"     [dim]{subject.member_id} was made from it; it belongs to {now} now[/]"
            )
            if end:
                why = f": {shown(rule_in_words(end.rule))}" if end.rule else ""
                self._console.print(f"     [dim]since {moment(end.at)} ({end.kind}{why})[/]")
        elif subject.member_id:
            self._console.print(f"     [dim]{subject.member_id} is made from it[/]")

    def chain(
        self, steps: Sequence[Step], decided: Mapping[str, str], halves: Mapping[str, Link]
    ) -> None:
        """A chain from its one end to the other, with the evidence between the identifiers.

        Args:
            steps: The chain.
            decided: Of links that people decided, by the link's id: who, when and why.
            halves: Of links over a phone, by the link's id: what ties the other end to it.
        """
        for number, step in enumerate(steps, start=1):
            if number == 1:
                self._console.print(f"  {named(step.near)}")
            self._console.print(f"   │  [green]{number}.[/] {shown(reason_in_words(step.link))}")
            said = decided.get(step.link.link_id) or evidence(step.link)
            self._console.print(f"   │     [dim]{shown(said)}[/]")
            if half := halves.get(step.link.link_id):
                self._console.print(f"   │     [dim]and {shown(evidence(half))}[/]")
            self._console.print(f"  {named(step.far)}")

    def refused(self, links: Sequence[Link], sides: Mapping[str, str] | None = None) -> None:
        """Links that were not kept, with the rule and the evidence of each.

        Args:
            links: The links.
            sides: What the two sides that were asked about are called, by their member or key.
        """
        for link in links:
            one, other = (
                f"{named(end)}{_owner(end, sides or {})}" for end in (link.start, link.end)
            )
            self._console.print(f"  {one}  [red]✗[/]  {other}")
            self._console.print(f"      [red]{link.status}[/]: {shown(reason_in_words(link))}")
            self._console.print(f"      [dim]{shown(evidence(link))}[/]")

    def reason(self, sentence: str, links: Sequence[Link], sides: Mapping[str, str]) -> None:
        """One thing that stands between two identifiers, and the links it is about."""
        self._console.print(f"\n{shown(sentence)}{':' if links else '.'}")
        self.refused(links, sides)

    def others(self, links: Sequence[Link], count: int, sides: Mapping[str, str]) -> None:
        """Further links that were not kept: the latest of so many."""
        if links:
            self._console.print("\n[dim]Other links of either side that were not kept:[/]")
            self.refused(links, sides)
        if more := count - len(links):
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
    """Which record says so first, when first and last, how often, and whether it is verified."""
    records = "1 record" if link.record_count == 1 else f"{link.record_count:,} records"
    first = link.record_stream or link.sources
    also = "" if link.record_stream is None or "," not in link.sources else f" (of {link.sources})"
    when = seen(link.first_seen_at, link.last_seen_at)
    verified = "verified" if link.is_verified else "not verified"
    return f"said by {first}, record {link.record_key}{also}; {records} in all, {when}; {verified}"


def seen(first: datetime | None, last: datetime | None) -> str:
    """First and last seen, in Shanghai."""
    if first is None and last is None:
        return "no time told"
    told = [(word, moment(at)) for word, at in (("first", first), ("last", last)) if at]
    if len({at for _, at in told}) == 1:
        return f"seen {told[0][1]}"
    return ", ".join(f"{word} seen {at}" for word, at in told)


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


def link_json(link: Link, half: Link | None = None) -> dict[str, Any]:
    """A link as JSON; one over a phone with what ties its start to that phone, if it is given."""
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
        "found_count": link.found_count,
        "most_allowed": link.most_allowed,
        "within_days": link.within_days,
        "means": reason_in_words(link),
        "other_half": link_json(half) if half else None,
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
        "way": [link_json(link) for link in found.way],
        "others": [link_json(link) for link in found.others],
        "other_count": found.other_count,
    }


def decided_json(decided: Decided) -> dict[str, Any]:
    """A decision as JSON."""
    return {
        "decision_id": decided.decision_id,
        "kind": decided.kind,
        "decided_by": decided.decided_by,
        "decided_at": _utc(decided.decided_at),
        "because": decided.because,
        "a": identifier_json(decided.start),
        "b": identifier_json(decided.end) if decided.end else None,
    }


def _owner(identifier: Identifier, sides: Mapping[str, str]) -> str:
    """Whose an identifier is; nothing where it is itself what was asked about."""
    side = sides.get(identifier.side)
    if side and identifier.one_id:
        return f" [dim]of {side}'s member[/]"
    if side:
        return f" [dim]({side})[/]"
    return f" [dim]of {f'member {identifier.one_id}' if identifier.one_id else 'no member'}[/]"


def _utc(at: datetime | None) -> str | None:
    return None if at is None else f"{at.isoformat()}Z"
