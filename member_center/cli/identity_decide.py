"""`mdc identity link`, `unmerge`, `nobody` and `accept`: what people decide themselves.

Each writes one record into landing; the next run builds with it. Taking a decision back and listing
them is in `identity_decisions`.
"""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import typer

from member_center.cli.console import CommandFailed, out, plainly, shown
from member_center.cli.identity_effects import effects
from member_center.cli.identity_names import Named, find
from member_center.cli.identity_view import moment, named
from member_center.identity.decisions import Decision, Decisions, Kind
from member_center.identity.published import PublishedIdentity, published_identity
from member_center.identity.seeded import seeded_decisions
from member_center.identity.standing import Contradiction, contradictions, standing
from member_center.runtime import Runtime, open_runtime
from member_center.settings import Settings
from member_center.transform import DbtProject

Reference = Annotated[
    str,
    typer.Argument(
        help="A member id (m_…, stands for the identifier it is made from), an openid, card"
        " number, unionid or login, type@scope:value, or a phone."
    ),
]
Because = Annotated[str, typer.Option("--because", help="Why; kept with the decision.")]
By = Annotated[
    str | None,
    typer.Option("--by", help="Who decides; by default MDC_DECIDED_BY, or the login name."),
]
EvenIfUnknown = Annotated[
    bool,
    typer.Option("--even-if-unknown", help="Decide about an identifier that has not landed yet."),
]
Replace = Annotated[
    bool,
    typer.Option("--replace", help="Take the place of an earlier decision that says otherwise."),
]
SAYS: dict[Kind, str] = {
    "must_link": "A and B are one member",
    "cannot_link": "A and B are two members",
    "nobody": "A stands for nobody",
    "accept": "a sudden change was looked at",
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants to decide; who decides it may be left to the settings."""

    kind: Kind
    because: str
    by: str | None
    replace: bool = False


def link(
    a: Reference,
    b: Reference,
    because: Because,
    by: By = None,
    even_if_unknown: EvenIfUnknown = False,
    replace: Replace = False,
) -> None:
    """Decide that A and B are one person, whatever the rules say; the next run joins them."""
    with plainly():
        _decide(Wish("must_link", because, by, replace), [a, b], even_if_unknown)


def unmerge(
    a: Reference,
    b: Reference,
    because: Because,
    by: By = None,
    even_if_unknown: EvenIfUnknown = False,
    replace: Replace = False,
) -> None:
    """Decide that A and B are two persons; the next run takes them apart, and they stay apart."""
    with plainly():
        _decide(Wish("cannot_link", because, by, replace), [a, b], even_if_unknown)


def nobody(
    a: Reference,
    because: Because,
    by: By = None,
    even_if_unknown: EvenIfUnknown = False,
    replace: Replace = False,
) -> None:
    """Decide that A stands for nobody (a counter's phone, a test account): it links no more."""
    with plainly():
        _decide(Wish("nobody", because, by, replace), [a], even_if_unknown)


def accept(because: Because, by: By = None) -> None:
    """Note that a sudden change of members was looked at: the next run may publish it."""
    with plainly():
        runtime = open_runtime()
        decision = write(runtime, Wish("accept", because, by), [])
        out.print(f"[green]✓[/] [bold]{decision.decision_id}[/]: {SAYS['accept']}.")
        out.print("  The next run publishes although members changed much since the last version.")


def _decide(wish: Wish, texts: Sequence[str], even_if_unknown: bool) -> None:
    runtime = open_runtime()
    with published_identity(runtime.serving_dir) as published:
        asked = [find(text, published, even_if_unknown=even_if_unknown) for text in texts]
        if len({one.name for one in asked}) < len(asked):
            raise CommandFailed("A and B are the same identifier; name two.")
        known = all_decisions(runtime)
        told = _already(wish, asked, standing(known))
        if told is None:
            _refuse_contradiction(wish, asked, standing(known), published)
        decision = told or write(runtime, wish, asked)
        _say(decision, asked, published, is_new=told is None)


def all_decisions(runtime: Runtime) -> list[Decision]:
    """Every decision of a home and of the project's seed, in the order written.

    Raises:
        IdentityError: A row of the seed cannot be read.
    """
    seeded = seeded_decisions(DbtProject().folder)
    return [*seeded, *desk(runtime).landed()]


def desk(runtime: Runtime) -> Decisions:
    """Where a home's decisions are written."""
    return Decisions(runtime.landing, runtime.guard, runtime.settings.brand)


def write(
    runtime: Runtime, wish: Wish, asked: Sequence[Named], withdraws: str | None = None
) -> Decision:
    """Land what was decided.

    Raises:
        CommandFailed: No reason is given.
    """
    if not wish.because.strip():
        raise CommandFailed("Say why: --because must not be empty. Others will read it.")
    a, b = ([one.name for one in asked] + [None, None])[:2]
    return desk(runtime).write(
        wish.kind,
        a=a,
        b=b,
        withdraws=withdraws,
        decided_by=_who(wish.by, runtime.settings),
        decided_at=runtime.settings.now(),
        because=wish.because.strip(),
    )


def in_short(decision: Decision) -> str:
    """A decision for people, with markup: id, what, who, when, why."""
    at = moment(decision.decided_at_utc)
    return (
        f"[bold]{shown(decision.decision_id)}[/] ({decision.kind}, {shown(decision.decided_by)},"
        f" {at}: {shown(decision.because)})"
    )


def _who(by: str | None, settings: Settings) -> str:
    given = (by or settings.decided_by or "").strip()
    if given:
        return given
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        raise CommandFailed(
            "Who decides? This machine tells no login name: give --by, or set MDC_DECIDED_BY."
        ) from None


def _already(wish: Wish, asked: Sequence[Named], stands: Sequence[Decision]) -> Decision | None:
    """The standing decision that says the same."""
    names = {one.name for one in asked}
    same = (one for one in stands if one.kind == wish.kind and set(one.names) == names)
    return next(same, None)


def _refuse_contradiction(
    wish: Wish, asked: Sequence[Named], stands: Sequence[Decision], published: PublishedIdentity
) -> None:
    names = [one.name for one in asked]
    found = contradictions(stands, wish.kind, names, published.one_id_of)
    standing_in_the_way = [one for one in found if not (one.is_direct and wish.replace)]
    if standing_in_the_way:
        raise CommandFailed(_objection(standing_in_the_way))


def _objection(found: Sequence[Contradiction]) -> str:
    lines = ["An earlier decision says otherwise. Nothing was written."]
    for one in found:
        made = one.decision
        names = " and ".join(f"{n.type} {_short(n.value)}" for n in made.names)
        at = moment(made.decided_at_utc)
        lines.append(
            f"  {made.decision_id}: {made.kind} of {names}, by {made.decided_by}, {at}:"
            f" {made.because}"
        )
    if all(one.is_direct for one in found):
        lines.append("Is it wrong? Say --replace, and the new decision takes its place.")
    else:
        ids = " or ".join(one.decision.decision_id for one in found)
        lines.append(f"Is it wrong? `mdc identity withdraw {ids} --because …` first.")
    return "\n".join(lines)


def _short(value: str) -> str:
    return f"…{value[-min(8, len(value) // 2) :]}"


def _say(
    decision: Decision, asked: Sequence[Named], published: PublishedIdentity, *, is_new: bool
) -> None:
    head = (
        f"{SAYS[decision.kind]}, from the next run on." if is_new else "So it is decided already."
    )
    out.print(f"[green]✓[/] [bold]{shown(decision.decision_id)}[/]: {head}")
    if not is_new:
        out.print(f"  {in_short(decision)}")
    for letter, one in zip("AB", asked, strict=False):
        mask = f" {shown(one.mask)}" if one.mask else ""
        stands_for = f"  [dim]{one.member_id} stands for it[/]" if one.member_id else ""
        identifier = published.identifier(one.name)
        out.print(f"  [bold]{letter}[/]  {named(identifier)}{mask}{stands_for}")
    for sentence in effects(decision.kind, asked, published):
        out.print(f"  {shown(sentence)}")
    out.print(
        "[dim]  `mdc identity plan` shows what changes, `mdc run` does it,"
        f" `mdc identity withdraw {shown(decision.decision_id)} --because …` takes it back.[/]"
    )
