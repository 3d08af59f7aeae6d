"""The end of a run on the terminal: what came in, who was found, what is published, where."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import duckdb
from rich.console import Console
from rich.table import Table

from connectors.core.stream import Source
from member_center.cli.console import shown
from member_center.cli.job import JobOutcome
from member_center.runtime import Runtime
from member_center.serving import Manifest, Versions

DATABASE = "member_center.duckdb"
SHOWN_TABLE = "dim_members"


@dataclass(frozen=True, slots=True)
class Found:
    """What the published version says about people.

    Attributes:
        identifiers: Rows of `member_identifiers`.
        members: Rows of `dim_members`.
        in_several_channels: Members who were met in two channels or more.
    """

    identifiers: int
    members: int
    in_several_channels: int


def print_summary(
    console: Console, runtime: Runtime, outcome: JobOutcome, sources: list[Source]
) -> None:
    """Print what a run did and where its result lies.

    Args:
        console: Where to.
        runtime: The home.
        outcome: The run's figures.
        sources: Declared sources, in the order to show.
    """
    console.print()
    console.print(_sources_table(runtime, outcome, sources))
    published = Versions(runtime.serving_dir).current()
    if published:
        _print_published(console, runtime, published, outcome)
    checks = f"{outcome.checks['passed']:,} passed, {outcome.checks['failed']:,} failed"
    if warned := outcome.checks["warned"]:
        checks = f"{checks}, {warned:,} to look at"
    console.print(f"\nChecks: {checks}.  Time: {outcome.seconds:.0f} s.")
    for note in outcome.notes:
        console.print(f"[yellow]![/] {shown(note)}")
    for complaint in outcome.complaints:
        console.print(f"[red]✗[/] {shown(complaint)}")
    if outcome.complaints:
        kept = "Readers keep the version they had." if published else "Nothing is published."
        if not _was_published(published, outcome):
            console.print(f"[yellow]{kept}[/]")


def _sources_table(runtime: Runtime, outcome: JobOutcome, sources: list[Source]) -> Table:
    totals = Counter[str]()
    for summary in runtime.landing.summary():
        totals[summary.source] += summary.rows
    refused = Counter(row.source for row in runtime.quarantine.rows())
    table = Table("source", title=None, box=None, pad_edge=False)
    for heading in ("new rows", "refused", "rows in all", "refused in all"):
        table.add_column(heading, justify="right")
    for source in sources:
        streams = [one for one in outcome.streams if one.source == source.name]
        is_idle = bool(streams) and all(one.status == "not configured" for one in streams)
        table.add_row(
            shown(source.title) + (" [dim](not configured)[/]" if is_idle else ""),
            f"{sum(one.landed for one in streams):,}",
            f"{sum(one.rejected for one in streams):,}",
            f"{totals[source.name]:,}",
            f"{refused[source.name]:,}",
        )
    return table


def _print_published(
    console: Console, runtime: Runtime, published: Manifest, outcome: JobOutcome
) -> None:
    current = runtime.serving_dir / "current"
    found = found_people(current / DATABASE)
    console.print(
        f"\n[bold]{found.identifiers:,}[/] identifiers belong to [bold]{found.members:,}[/]"
        f" members; [bold]{found.in_several_channels:,}[/] were met in two or more channels."
    )
    if _was_published(published, outcome):
        news = f"{len(published.changed)} of {len(published.tables)} tables new"
    else:
        news = f"none of {len(published.tables)} tables changed"
    table = _from_here(current / "parquet" / f"{SHOWN_TABLE}.parquet")
    console.print(f"\nPublished version {published.version}, {news}: {_from_here(current)}")
    console.print(f"[bold]import duckdb; duckdb.sql(\"from '{table}'\").show()[/]")


def found_people(database: Path) -> Found:
    """Count the people of a published version.

    Args:
        database: Its DuckDB file.
    """
    connection = duckdb.connect(str(database), read_only=True)
    try:
        counted = connection.execute(
            """
            select
                (select count(*) from marts.member_identifiers where one_id is not null),
                (select count(*) from marts.dim_members),
                (select count(*) from marts.dim_members where channel_count >= 2)
            """
        ).fetchone()
    finally:
        connection.close()
    identifiers, members, several = counted or (0, 0, 0)
    return Found(identifiers, members, several)


def _was_published(published: Manifest | None, outcome: JobOutcome) -> bool:
    return published is not None and published.run_id == outcome.run_id


def _from_here(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
