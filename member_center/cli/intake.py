"""`mdc intake`: how a file would be read, before it is dropped into the inbox."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from connectors.offline.draft import starting_mapping
from connectors.offline.mapping import load_mappings
from connectors.offline.preview import as_json as told
from connectors.offline.preview import as_text, preview
from connectors.offline.settings import Settings
from member_center.cli.console import AsJson, CommandFailed, out, plainly, print_json, shown
from member_center.settings import SettingsError, load_settings

intake_app = typer.Typer(
    help="How a file would be read, before it is dropped into the inbox.", no_args_is_help=True
)


@intake_app.callback()
def _group() -> None:
    """How a file would be read, before it is dropped into the inbox."""


@intake_app.command("preview")
def preview_file(
    file: Annotated[Path, typer.Argument(help="The file; it may lie anywhere.")],
    mapping: Annotated[bool, typer.Option("--mapping", help="Print a starting mapping.")] = False,
    write: Annotated[
        bool, typer.Option("--write", help="Write the starting mapping into the home's mappings/.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show how a file would be read, with masked samples, and what would be refused and why.

    Nothing is stored but the mapping, when it is asked for.
    """
    with plainly():
        if not file.is_file():
            raise CommandFailed(f"There is no file {file.name!r} in {file.parent}.")
        settings = Settings()
        folder = settings.mappings or _mappings_of_home()
        found = preview(file, settings, load_mappings(folder) if folder else [])
        draft = starting_mapping(found)
        written = _write(folder, draft) if write else None
    if as_json:
        print_json({**told(found), "starting_mapping": draft})
    elif mapping:
        typer.echo(draft, nl=False)
    else:
        for line in as_text(found):
            out.print(shown(line))
    if written and not as_json:
        out.print(f"A starting mapping lies in {shown(str(written))}.")
    raise typer.Exit(int(found.problem is not None))


def _mappings_of_home() -> Path | None:
    try:
        return load_settings().home / "mappings"
    except SettingsError:
        return None  # no home yet, so nothing is declared in it


def _write(folder: Path | None, text: str) -> Path:
    if folder is None:
        raise CommandFailed("There is no home to write a mapping to. Run `mdc init` first.")
    folder.mkdir(parents=True, exist_ok=True)
    numbers = (f"-{number}" if number > 1 else "" for number in range(1, 1000))
    names = (folder / f"mapping{number}.yml" for number in numbers)
    path = next(path for path in names if not path.exists())
    path.write_text(text, "utf-8")
    return path
