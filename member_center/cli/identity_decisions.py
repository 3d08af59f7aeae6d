"""`mdc identity decisions` and `withdraw`: what was decided, and taking one back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Annotated, Any

import typer

from member_center.cli.console import AsJson, CommandFailed, out, plainly, print_json, shown
from member_center.cli.identity_decide import Because, By, Wish, all_decisions, in_short, write
from member_center.cli.identity_view import identifier_json, moment, named
from member_center.identity.decisions import Name
from member_center.identity.published import PublishedIdentity, published_identity
from member_center.identity.seeded import SEED_FILE
from member_center.identity.standing import Standing, standings
from member_center.runtime import open_runtime

NEXT_RUN = "next_run"
STATES = {
    "in_force": "[green]in force[/]",
    "waiting": "[yellow]waits: not landed[/]",
    NEXT_RUN: "[cyan]from the next run[/]",
    "replaced": "[dim]replaced[/]",
    "withdrawn": "[dim]withdrawn[/]",
}


def decisions(
    as_json: AsJson = False,
    everything: Annotated[
        bool, typer.Option("--all", help="Also those that hold no more.")
    ] = False,
) -> None:
    """List what people decided about who is who: what, who, when, why, and whether it acts."""
    with plainly():
        runtime = open_runtime()
        with published_identity(runtime.serving_dir) as published:
            built = published.decision_states()
            found = [
                one
                for one in standings(all_decisions(runtime))
                if everything or as_json or one.state == "stands"
            ]
            if as_json:
                print_json([_json(one, built, published) for one in found])
                return
            _show(found, built, published)


def withdraw(
    decision_id: Annotated[
        str,
        typer.Argument(metavar="DECISION", help="Its id, as `mdc identity decisions` lists it."),
    ],
    because: Because,
    by: By = None,
) -> None:
    """Take a decision back; from the next run on it is as if it had never been."""
    with plainly():
        runtime = open_runtime()
        known = {one.decision.decision_id: one for one in standings(all_decisions(runtime))}
        found = _to_withdraw(decision_id.strip(), known)
        write(runtime, Wish("withdraw", because, by), [], withdraws=found.decision.decision_id)
        out.print(f"[green]✓[/] Taken back, from the next run on: {in_short(found.decision)}")
        for one in standings(all_decisions(runtime)):
            before = known[one.decision.decision_id]
            if one.state == "stands" and before.state == "replaced":
                out.print(f"  Holds again: {in_short(one.decision)}")


def _to_withdraw(decision_id: str, known: Mapping[str, Standing]) -> Standing:
    found = known.get(decision_id)
    if found is None:
        near = get_close_matches(decision_id, known, 1)
        meant = f" Did you mean {near[0]}?" if near else ""
        raise CommandFailed(
            f"There is no decision {decision_id!r}.{meant} `mdc identity decisions` lists them."
        )
    if found.decision.origin == "seed":
        raise CommandFailed(
            f"{decision_id} is kept in version control: delete its row in dbt/{SEED_FILE}."
        )
    if found.state == "withdrawn" and found.ended_by:
        raise CommandFailed(
            f"{decision_id} was taken back already, by {found.ended_by.decided_by}:"
            f" {found.ended_by.because}"
        )
    return found


def _show(
    found: Sequence[Standing], built: Mapping[str, str], published: PublishedIdentity
) -> None:
    if not found:
        out.print("Nobody has decided anything. `mdc identity link A B --because …` does.")
    for one in found:
        made = one.decision
        names = "  ↔  ".join(_named(name, published) for name in made.names)
        if made.kind == "cannot_link":
            names = names.replace("  ↔  ", "  ✗  ")
        state = STATES[_state(one, built)]
        out.print(f"[bold]{shown(made.decision_id)}[/]  {made.kind}  {names}  {state}")
        at = moment(made.decided_at_utc)
        seed = ", in version control" if made.origin == "seed" else ""
        out.print(f"    {shown(made.because)} [dim]({shown(made.decided_by)}, {at}{seed})[/]")
        if one.ended_by:
            out.print(f"    [dim]ended by {in_short(one.ended_by)}[/]")


def _named(name: Name, published: PublishedIdentity) -> str:
    one_id = published.one_id_of(name)
    return f"{named(published.identifier(name))} [dim]of {one_id or 'no member'}[/]"


def _state(one: Standing, built: Mapping[str, str]) -> str:
    """What it says, unless the published version was built before it."""
    if one.state != "stands":
        return one.state
    told = built.get(one.decision.decision_id)
    return told if told in ("in_force", "waiting") else NEXT_RUN


def _json(one: Standing, built: Mapping[str, str], published: PublishedIdentity) -> dict[str, Any]:
    made = one.decision
    ends = [identifier_json(published.identifier(name)) for name in made.names]
    a, b = (*ends, None, None)[:2]
    return {
        "decision_id": made.decision_id,
        "kind": made.kind,
        "state": _state(one, built),
        "published_state": built.get(made.decision_id),
        "a": a,
        "b": b,
        "decided_by": made.decided_by,
        "decided_at": f"{made.decided_at_utc.isoformat()}Z",
        "because": made.because,
        "origin": made.origin,
        "ended_by": one.ended_by and one.ended_by.decision_id,
    }
