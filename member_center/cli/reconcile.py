"""`mdc reconcile`: is everything the sources told in the published tables, to the fen?

The published version answers. It ends with code 1 when something differs, so that a scheduler
notices.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from member_center.cli.console import AsJson, CommandFailed, out, plainly, print_json, shown
from member_center.runtime import open_runtime
from member_center.serving.reconciliation import Difference, Proof, differences, proofs
from member_center.serving.report.reader import open_current

Names = Annotated[
    list[str] | None,
    typer.Argument(help="Proofs to show, such as orders or points; all by default."),
]
Limit = Annotated[int, typer.Option(min=0, help="How many differing records to list.")]
ServingFolder = Annotated[
    Path | None, typer.Option("--serving", help="A serving folder; by default the home's.")
]


def reconcile(
    names: Names = None,
    limit: Limit = 20,
    as_json: AsJson = False,
    serving: ServingFolder = None,
) -> None:
    """Prove that the published tables hold what the sources told, and list what differs."""
    chosen = names or []
    with plainly(), open_current(serving or open_runtime().serving_dir) as reader:
        found = proofs(reader, chosen)
        if missing := sorted(set(chosen) - {proof.proof for proof in found}):
            known = ", ".join(sorted({proof.proof for proof in proofs(reader)}))
            raise CommandFailed(
                f"Version {reader.manifest.version} has no proof named {', '.join(missing)}."
                f" It has: {known}."
            )
        listed = differences(reader, chosen, limit)
        version = reader.manifest.version
    if as_json:
        print_json({"version": version, "proofs": found, "differences": listed})
    else:
        _show(version, found, listed)
    if not all(proof.is_equal for proof in found):
        raise typer.Exit(1)


def _show(version: str, found: list[Proof], listed: list[Difference]) -> None:
    table = Table("", "proof", "of", "days", box=None, padding=(0, 1, 0, 0))
    for name in ("records", "value", "differ"):
        table.add_column(name, justify="right", no_wrap=True)
    for one in found:
        table.add_row(
            "[green]✓[/]" if one.is_equal else "[red]✗[/]",
            one.proof,
            shown(one.subject),
            _days(one),
            _sides(one.source_records, one.published_records),
            _sides(one.source_value, one.published_value),
            f"{one.differing_records:,}",
        )
    out.print(table)
    if listed:
        total = sum(one.differing_records for one in found)
        out.print(f"\nRecords that differ ({len(listed):,} of {total:,}, largest gap first):")
        out.print(_records(listed))
    out.print(
        f"\n[dim]Version {version}; values are yuan, people or points: source ≠ published.[/]"
    )


def _days(proof: Proof) -> str:
    if proof.first_day is None or proof.last_day is None:
        return "-"
    if proof.first_day == proof.last_day:
        return str(proof.first_day)
    is_one_year = proof.first_day.year == proof.last_day.year
    return f"{proof.first_day}..{proof.last_day:{'%m-%d' if is_one_year else '%Y-%m-%d'}}"


def _sides(source: Decimal | int, published: Decimal | int) -> str:
    """One figure where both sides agree, otherwise both."""
    return f"{source:,}" if source == published else f"{source:,} ≠ {published:,}"


def _records(listed: list[Difference]) -> Table:
    table = Table("proof", "of", "day", "record", "what", box=None, padding=(0, 2, 0, 0))
    for name in ("source", "published", "gap"):
        table.add_column(name, justify="right")
    for one in listed:
        table.add_row(
            one.proof,
            shown(one.subject),
            str(one.business_date or "-"),
            shown(one.record_id),
            one.difference,
            _value(one.source_value),
            _value(one.published_value),
            f"{one.gap:,}",
        )
    return table


def _value(value: Decimal | None) -> str:
    return "-" if value is None else f"{value:,}"
