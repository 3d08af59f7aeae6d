"""`mdc identity`: why two identifiers are one member or are not, and what a member consists of.

The published version answers; nothing is written.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from member_center.cli.console import out, plainly, shown
from member_center.cli.identity_evaluate import evaluate
from member_center.cli.identity_phones import phone_of
from member_center.cli.identity_reasons import decided_in_words, reasons
from member_center.cli.identity_view import (
    View,
    decided_json,
    link_json,
    refusals_json,
    standing_json,
    subject_json,
)
from member_center.cli.identity_words import STATUSES
from member_center.runtime import open_runtime
from member_center.serving.changes import Change, latest_end
from member_center.serving.decided import MUST_LINK, Decided, decided_by_id
from member_center.serving.evidence import Evidence, Step, open_evidence
from member_center.serving.links import Link
from member_center.serving.lookup import Lookup, Subject
from member_center.serving.refusals import refusals

identity_app = typer.Typer(
    help="Why identifiers are one member, or why they are not.", no_args_is_help=True
)
identity_app.command()(evaluate)
Reference = Annotated[
    str,
    typer.Argument(
        help="A member id (m_…), an openid, card number, unionid or login, type:value, or a phone."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the answer as JSON, times in UTC.")]
ServingFolder = Annotated[
    Path | None,
    typer.Option("--serving", help="A serving folder; by default the home's. Needs no keys."),
]


@identity_app.command()
def explain(
    a: Reference, b: Reference, as_json: AsJson = False, serving: ServingFolder = None
) -> None:
    """Show the shortest chain of links that makes A and B one member, or why they are two."""
    with plainly(), _opened(serving) as (evidence, lookup):
        one, other = lookup.find(a), lookup.find(b)
        if one.identifier.side == other.identifier.side:
            _explain_one(evidence, lookup, one, other, as_json)
        else:
            _explain_two(evidence, one, other, as_json)


@identity_app.command()
def show(
    a: Reference,
    as_json: AsJson = False,
    limit: Annotated[int, typer.Option(min=1, help="How many rows of a list at most.")] = 20,
    serving: ServingFolder = None,
) -> None:
    """Show the member that A stands for: its identifiers, and the links that were not kept."""
    with plainly(), _opened(serving) as (evidence, lookup):
        subject = lookup.find(a)
        one_id = subject.identifier.one_id
        standings = lookup.members(one_id) if one_id else [subject.standing]
        refused = evidence.touching(subject.identifier, limit)
        masks = lookup.masks(one_id) if one_id else ""
        end = _end(evidence, subject)
    if as_json:
        _print_json(
            version=evidence.version,
            asked=subject_json(subject),
            one_id=one_id,
            identifiers=[standing_json(one) for one in standings],
            not_kept=[link_json(link) for link in refused],
        )
        return
    view = View(out)
    if one_id:
        out.print(f"[bold]{one_id}[/] {shown(masks)}: {len(standings):,} identifiers")
    else:
        out.print(f"No member: this identifier {STATUSES[subject.standing.status]}.")
    view.subject("A", subject, end)
    out.print("\nIts identifiers:" if one_id else "\nWhat is known of it:")
    view.identifiers(standings, limit)
    if refused:
        out.print("\nLinks that were not kept:")
        view.refused(refused)
    _print_footer(evidence)


def _explain_one(evidence: Evidence, lookup: Lookup, a: Subject, b: Subject, as_json: bool) -> None:
    steps = evidence.chain(a.identifier, b.identifier)
    decisions, halves = _decisions(evidence, steps), _halves(evidence, steps)
    one_id = a.identifier.one_id
    if as_json:
        _print_json(
            version=evidence.version,
            is_one_member=one_id is not None,
            one_id=one_id,
            a=subject_json(a),
            b=subject_json(b),
            chain=[link_json(step.link, halves.get(step.link.link_id)) for step in steps],
            decisions=[decided_json(one) for one in decisions.values()],
        )
        return
    view = View(out)
    if one_id:
        out.print(f"[green]✓[/] One member: [bold]{one_id}[/] {shown(lookup.masks(one_id))}")
    else:
        out.print(f"No member: this identifier {STATUSES[a.standing.status]}.")
    view.subject("A", a, _end(evidence, a))
    view.subject("B", b, _end(evidence, b))
    links = "1 link makes" if len(steps) == 1 else f"{len(steps):,} links make"
    out.print(f"\n{links} them one:" if steps else "\nA and B are the same identifier.")
    view.chain(steps, {link: decided_in_words(one) for link, one in decisions.items()}, halves)
    _print_footer(evidence)


def _explain_two(evidence: Evidence, a: Subject, b: Subject, as_json: bool) -> None:
    found = refusals(evidence, a.identifier, b.identifier)
    why = reasons(found, a.identifier, b.identifier)
    if as_json:
        _print_json(
            version=evidence.version,
            is_one_member=False,
            a=subject_json(a),
            b=subject_json(b),
            why=[
                {
                    "kind": one.kind,
                    "sentence": one.sentence,
                    "links": [link.link_id for link in one.links],
                }
                for one in why
            ],
            decisions=[decided_json(one) for one in found.decisions],
            not_kept=refusals_json(found),
        )
        return
    view = View(out)
    out.print("[red]✗[/] Not one member.")
    for letter, subject in (("A", a), ("B", b)):
        view.subject(letter, subject, _end(evidence, subject))
        one_id = subject.identifier.one_id
        belongs = f"of member {one_id}" if one_id else STATUSES[subject.standing.status]
        out.print(f"     {belongs}")
    sides = {a.identifier.side: "A", b.identifier.side: "B"}
    for one in why:
        view.reason(one.sentence, one.links, sides)
    view.others(found.others, found.other_count, sides)
    _print_footer(evidence)


def _end(evidence: Evidence, subject: Subject) -> Change | None:
    """How a member that was asked for by a former id went into another."""
    return latest_end(evidence, subject.member_id or "") if subject.is_former else None


def _decisions(evidence: Evidence, steps: Sequence[Step]) -> dict[str, Decided]:
    """The decisions behind the links of a chain that people made, by the link's id."""
    made = {step.link.record_key: step.link for step in steps if step.link.rule == MUST_LINK}
    found = decided_by_id(evidence, made)
    return {made[decision_id].link_id: one for decision_id, one in found.items()}


def _halves(evidence: Evidence, steps: Sequence[Step]) -> dict[str, Link]:
    """Of the links of a chain that go over a phone, by the link's id: the evidence's other half."""
    found = {step.link.link_id: evidence.other_half(step.link) for step in steps}
    return {link_id: half for link_id, half in found.items() if half}


@contextmanager
def _opened(serving: Path | None) -> Iterator[tuple[Evidence, Lookup]]:
    with open_evidence(serving or open_runtime().serving_dir) as evidence:
        yield evidence, Lookup(evidence, phone_of)


def _print_json(**answer: Any) -> None:
    print(json.dumps(answer, indent=2, ensure_ascii=False))


def _print_footer(evidence: Evidence) -> None:
    out.print(f"\n[dim]Version {evidence.version}; times are Shanghai's; values are shortened.[/]")
