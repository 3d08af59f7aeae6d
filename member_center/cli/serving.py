"""`mdc serving`: the published versions, going back to one, and whether files are what they say."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from member_center.cli.console import (
    AsJson,
    CommandFailed,
    complain,
    out,
    plainly,
    print_json,
)
from member_center.runtime import open_runtime
from member_center.serving import Manifest, Versions, verify

serving_app = typer.Typer(help="Published versions: list, roll back, verify.", no_args_is_help=True)
OptionalVersion = Annotated[str | None, typer.Argument(help="A version; see `mdc serving list`.")]


@serving_app.command("list")
def list_versions(as_json: AsJson = False) -> None:
    """Show the published versions, oldest first; * marks the one that readers get."""
    with plainly():
        versions = _versions()
        current = versions.current()
        if as_json:
            print_json([_told(versions, name, current) for name in versions.names()])
            return
        table = Table("", "version", "as of", "tables", "changed", "run", box=None)
        for name in versions.names():
            manifest = Manifest.read(versions.path(name))
            table.add_row(
                "*" if current and current.version == name else "",
                name,
                manifest.as_of,
                str(len(manifest.tables)),
                str(len(manifest.changed)),
                manifest.run_id[:8],
            )
    out.print(table if table.row_count else "Nothing is published yet. `mdc run` publishes.")


@serving_app.command()
def rollback(to: OptionalVersion = None) -> None:
    """Point readers at an earlier version; by default at the one before."""
    with plainly():
        manifest = _versions().rollback(to)
    out.print(f"Readers now get version {manifest.version}, as of {manifest.as_of}.")


@serving_app.command("verify")
def verify_version(version: OptionalVersion = None) -> None:
    """Compare the files of a version with its manifest; by default of the current one."""
    with plainly():
        versions = _versions()
        current = versions.current()
        name = version or (current.version if current else None)
        if name is None:
            raise CommandFailed("Nothing is published yet. `mdc run` publishes.")
        differences = verify(versions.path(name))
    for difference in differences:
        complain(difference)
    if differences:
        raise typer.Exit(1)
    out.print(f"[green]✓[/] Version {name} holds what its manifest says.")


def _told(versions: Versions, name: str, current: Manifest | None) -> dict[str, object]:
    manifest = Manifest.read(versions.path(name))
    return {
        "version": name,
        "is_current": current is not None and current.version == name,
        "as_of": manifest.as_of,
        "run_id": manifest.run_id,
        "changed": sorted(manifest.changed),
        "rows": {table: manifest.tables[table].rows for table in sorted(manifest.tables)},
    }


def _versions() -> Versions:
    folder: Path = open_runtime().serving_dir
    return Versions(folder)
