"""`mdc audience`: the declared audiences of the published version, and their members as files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from member_center.cli.console import AsJson, out, plainly, print_json, shown
from member_center.runtime import open_runtime
from member_center.serving.audiences import audiences, export
from member_center.serving.report.reader import open_current

audience_app = typer.Typer(help="Audiences (人群包): list and export.", no_args_is_help=True)
ServingFolder = Annotated[
    Path | None, typer.Option("--serving", help="A serving folder; by default the home's.")
]


@audience_app.command("list")
def list_audiences(as_json: AsJson = False, serving: ServingFolder = None) -> None:
    """Show every audience: what it is for, how large it is, who came and left."""
    with plainly(), open_current(serving or open_runtime().serving_dir) as reader:
        found = audiences(reader)
    if as_json:
        print_json(found)
        return
    table = Table("audience", "", "members", "share", "in", "out", "what for", box=None)
    for one in found:
        table.add_row(
            one.code,
            one.label_zh,
            f"{one.members:,}",
            f"{one.coverage:.1%}",
            "-" if one.entered is None else f"{one.entered:,}",
            "-" if one.left is None else f"{one.left:,}",
            shown(one.definition),
        )
    out.print(table)


@audience_app.command("export")
def export_audience(
    code: Annotated[str, typer.Argument(help="The audience; see `mdc audience list`.")],
    file: Annotated[Path, typer.Argument(help="A .csv or .parquet file.")],
    serving: ServingFolder = None,
) -> None:
    """Write an audience's members to FILE, names and phones masked."""
    with plainly(), open_current(serving or open_runtime().serving_dir) as reader:
        written = export(reader, code, file)
    out.print(f"{written:,} members of {shown(code)} written to {shown(str(file))}.")
