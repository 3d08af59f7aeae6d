"""`mdc streams`: what can be pulled, and where each stream stands."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import Annotated

import typer
from rich.table import Table

from connectors.core.windows import SHANGHAI
from member_center.cli.console import AsJson, out, plainly, print_json, shown
from member_center.cli.standings import QuotaLeft, Standing, standings
from member_center.runtime import open_runtime

CURSOR_LENGTH = 19


def streams(
    as_json: AsJson = False,
    describe: Annotated[
        bool, typer.Option("--describe", help="Say of each stream what it is.")
    ] = False,
) -> None:
    """List every stream: rows, cursor, how far behind it is, what is pulled at once and again."""
    with plainly():
        found = standings(open_runtime())
    if as_json:
        print_json(found)
        return
    for source, group in groupby(found, lambda one: one.source):
        of_source = list(group)
        out.print(_descriptions(source, of_source) if describe else _table(source, of_source))
    for one in found:
        for days in one.backfills:
            first, _, last = days.partition("..")
            out.print(
                f"[yellow]unfinished backfill:[/] mdc pull {shown(one.source)} {shown(one.stream)}"
                f" --from {first} --to {last}"
            )


def _table(source: str, found: list[Standing]) -> Table:
    table = Table(
        title=f"[bold]{shown(source)}[/]", title_justify="left", box=None, padding=(0, 2, 0, 0)
    )
    table.add_column("stream", no_wrap=True, min_width=22)
    table.add_column("rows", justify="right", no_wrap=True)
    table.add_column("cursor (Shanghai)", no_wrap=True, max_width=CURSOR_LENGTH)
    table.add_column("behind", no_wrap=True)
    table.add_column("window")
    table.add_column("pulled again")
    table.add_column("quota left today")
    for one in found:
        table.add_row(
            shown(one.stream),
            f"{one.rows:,}",
            shown(_cursor(one)),
            one.lag if one.is_configured else "not configured",
            shown(one.window),
            shown(one.restatement),
            _scarcest(one.quota),
            style=None if one.is_configured else "dim",
        )
    return table


def _descriptions(source: str, found: list[Standing]) -> Table:
    table = Table(
        title=f"[bold]{shown(source)}[/]", title_justify="left", box=None, show_header=False
    )
    table.add_column(no_wrap=True)
    table.add_column()
    for one in found:
        table.add_row(shown(one.stream), shown(one.description))
    return table


def _cursor(one: Standing) -> str:
    """Until when the data are complete, which is what most cursors say; else the cursor itself."""
    if one.cursor is None:
        return "–"
    if one.complete_until is not None:
        local = datetime.fromisoformat(one.complete_until).astimezone(SHANGHAI)
        return f"{local:%Y-%m-%d %H:%M}"
    return one.cursor[:CURSOR_LENGTH]


def _scarcest(quota: list[QuotaLeft]) -> str:
    """The API that is nearest to its limit; without any limit, the calls made."""
    if not quota:
        return "–"
    for one in quota:
        if one.used_up_until is not None:
            local = datetime.fromisoformat(one.used_up_until).astimezone(SHANGHAI)
            return f"[yellow]none until {local:%H:%M}[/]"
    limited = [one for one in quota if one.limit]
    if not limited:
        return f"{sum(one.used for one in quota):,} used"
    least = min(limited, key=lambda one: (one.left or 0) / (one.limit or 1))
    return f"{least.left:,} of {least.limit:,}"
