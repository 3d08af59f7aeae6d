"""`mdc identity plan`: which members other rules, or decisions not built yet, would merge or split.

Nothing is changed. What is different is found in `member_center.identity`; here it is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from member_center.cli.console import AsJson, err, out, plainly, print_json, shown
from member_center.cli.identity_view import identifier_json, named
from member_center.identity.compare import Cause, Change, Difference, Part, Turn
from member_center.identity.plan import IdentityPlan, Trial, plan_identity
from member_center.identity.rules_file import read_rules
from member_center.runtime import open_runtime
from member_center.transform import DbtProject

PARTS_SHOWN = 4
RULES_HELP = (
    "Rules to try: the YAML of dbt/macros/identity/identity_rules.sql in a file. By default those"
    " of MDC_IDENTITY_RULES, or the project's own, as they are now."
)


def plan(
    rules: Annotated[Path | None, typer.Option("--rules", help=RULES_HELP)] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many examples of each kind.")] = 5,
    as_json: AsJson = False,
) -> None:
    """Show which members would merge or split at the next run, without changing anything."""
    with plainly():
        runtime = open_runtime()
        settings = runtime.settings
        trial = Trial(
            runtime.home,
            DbtProject(),
            {"as_of": settings.today().isoformat(), "brand": settings.brand},
            read_rules(rules) if rules else runtime.identity_rules,
            limit,
        )
        with err.status("Building identity aside …") as status:
            found = plan_identity(trial, lambda line: status.update(shown(line.strip())))
        if as_json:
            print_json(_json(found))
            return
        _show(found, rules)


def _show(found: IdentityPlan, rules: Path | None) -> None:
    difference = found.difference
    tried = f"Rules of {rules}" if rules else "The rules as they are now"
    out.print(f"{shown(tried)}, against version [bold]{found.version}[/]. Nothing was changed.")
    if found.landed_since:
        streams = ", ".join(found.landed_since)
        out.print(f"[dim]Landed since that version and counted in: {shown(streams)}.[/]")
    if difference.is_nothing:
        out.print("[green]✓[/] No member merges, splits or changes its id.")
    _counts(difference)
    for title, changes, word in (
        ("Merges", difference.merge_examples, "is made of"),
        ("Splits", difference.split_examples, "falls into"),
    ):
        if changes:
            out.print(f"\n[bold]{title}[/]")
        for change in changes:
            _change(change, word)
    if difference.turns:
        out.print("\n[bold]Identifiers that change their status[/]")
    for turn in difference.turns:
        examples = ", ".join(named(one) for one in turn.examples)
        out.print(f"  {turn.identifiers:,} {turn.before} → {turn.after}: {examples}")


def _counts(found: Difference) -> None:
    rows = (
        ("members", f"{found.members_before:,} → {found.members_after:,}"),
        ("largest member", f"{found.largest_before:,} → {found.largest_after:,} identifiers"),
        ("merges", f"{found.merges:,} (of {found.merged:,} members of today)"),
        ("splits", f"{found.splits:,}"),
        ("other ids", f"{found.renamed:,} members of the same identifiers"),
        ("identifiers that change their member", f"{found.moved:,}"),
        ("identifiers new since that version", f"{found.new_identifiers:,}"),
    )
    for name, said in rows:
        out.print(f"  {name:<38}{said}")


def _change(change: Change, word: str) -> None:
    total = sum(part.identifiers for part in change.parts)
    out.print(f"  [bold]{change.one_id}[/] ({_identifiers(total)}) {word}")
    for part in change.parts[:PARTS_SHOWN]:
        mask = f" {shown(part.mask)}" if part.mask else ""
        out.print(f"      {part.one_id}{mask}: {_identifiers(part.identifiers)}")
    if (more := len(change.parts) - PARTS_SHOWN) > 0:
        out.print(f"      … and {more:,} more")
    for cause in change.causes:
        out.print(f"    because {named(cause.start)} ↔ {named(cause.end)}")
        out.print(f"      [dim]{_turned(cause)}[/]")


def _identifiers(count: int) -> str:
    return "1 identifier" if count == 1 else f"{count:,} identifiers"


def _turned(cause: Cause) -> str:
    before, after = cause.before or "no such link", cause.after or "no such link"
    return shown(f"{before} → {after}; first said by {cause.record}")


def _json(found: IdentityPlan) -> dict[str, Any]:
    difference = found.difference
    counts = {name: value for name, value in asdict(difference).items() if isinstance(value, int)}
    return {
        "version": found.version,
        "landed_since": list(found.landed_since),
        "is_nothing": difference.is_nothing,
        **counts,
        "merges_shown": [_change_json(one) for one in difference.merge_examples],
        "splits_shown": [_change_json(one) for one in difference.split_examples],
        "statuses": [_turn_json(one) for one in difference.turns],
    }


def _change_json(change: Change) -> dict[str, Any]:
    return {
        "one_id": change.one_id,
        "parts": _parts_json(change.parts),
        "causes": [
            {
                "from": identifier_json(cause.start),
                "to": identifier_json(cause.end),
                "before": cause.before,
                "after": cause.after,
                "record": cause.record,
            }
            for cause in change.causes
        ],
    }


def _parts_json(parts: Sequence[Part]) -> list[dict[str, Any]]:
    return [asdict(part) for part in parts]


def _turn_json(turn: Turn) -> dict[str, Any]:
    return {
        "before": turn.before,
        "after": turn.after,
        "identifiers": turn.identifiers,
        "examples": [identifier_json(one) for one in turn.examples],
    }
