"""`mdc quarantine`: what was refused, why, and how it gets another chance."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from member_center.cli.console import AsJson, CommandFailed, out, plainly, print_json, shown
from member_center.landing.quarantine import is_notice
from member_center.runtime import Runtime, open_runtime

quarantine_app = typer.Typer(
    help="What was refused and why; give a file another chance.", no_args_is_help=True
)


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A whole file in quarantine, sealed.

    Attributes:
        name: Its name in the quarantine; what `restore` takes.
        file: How it was called in the inbox, phone numbers masked.
        reason: Why it could not be used.
        next_step: What to do about it.
        sealed: Where its sealed content lies.
    """

    name: str
    file: str
    reason: str
    next_step: str
    sealed: Path

    @property
    def report(self) -> Path:
        """The report beside the sealed content."""
        return self.sealed.with_suffix(".json")


@quarantine_app.command("list")
def list_refused(as_json: AsJson = False) -> None:
    """List refused files, and refused rows and notices by stream and reason."""
    with plainly():
        runtime = open_runtime()
        files = refused_files(runtime)
        rows = Counter(
            (f"{row.source}.{row.stream}", row.reason, row.next_step)
            for row in runtime.quarantine.rows()
        )
    if as_json:
        names = ("stream", "reason", "next_step", "rows", "is_notice")
        told = [(*row, count, is_notice(row[1])) for row, count in rows.most_common()]
        print_json({"files": files, "rows": [dict(zip(names, one, strict=True)) for one in told]})
        return
    if not files and not rows:
        out.print("Nothing is in quarantine.")
        return
    table = Table("what", "rows", "why", "next step", box=None)
    for file in files:
        table.add_row(shown(file.name), "file", shown(file.reason), shown(file.next_step))
    for (stream, reason, step), count in rows.most_common():
        table.add_row(shown(stream), f"{count:,}", shown(reason), shown(step))
    out.print(table)


@quarantine_app.command()
def show(
    source: Annotated[str, typer.Argument(help="Name of the source, such as offline.")],
    stream: Annotated[str | None, typer.Argument(help="One of its streams.")] = None,
    limit: Annotated[int, typer.Option(help="How many rows at most.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Show refused rows one by one, as they are kept: personal data are tokens and masks."""
    with plainly():
        rows = list(open_runtime().quarantine.rows(source, stream))
    if as_json:
        print_json(rows[-limit:])
        return
    for row in rows[-limit:]:
        out.print(f"[bold]{shown(row.source)}.{shown(row.stream)}[/] {shown(row.place)}")
        out.print(f"  refused {row.refused_at}: {shown(row.reason)} {shown(row.next_step)}")
        out.print(f"  [dim]{shown(json.dumps(row.payload, ensure_ascii=False))}[/]")
    if len(rows) > limit:
        out.print(f"… and {len(rows) - limit:,} older ones; --limit shows more.")


@quarantine_app.command()
def restore(
    name: Annotated[str, typer.Argument(help="Name of a file, as `mdc quarantine list` shows it.")],
) -> None:
    """Put a refused file back into the inbox; the next run reads it again."""
    with plainly():
        runtime = open_runtime()
        target = restored(runtime, name)
    out.print(f"{shown(target.name)} is back in the inbox. The next run reads it.")


def refused_files(runtime: Runtime) -> list[RefusedFile]:
    """The whole files in a home's quarantine, in the order of their names."""
    found = []
    for report in sorted(runtime.quarantine.directory.glob("*.json")):
        said = json.loads(report.read_text("utf-8"))
        found.append(
            RefusedFile(
                name=report.stem,
                file=said["file"],
                reason=said["reason"],
                next_step=said["next_step"],
                sealed=report.with_suffix(".sealed"),
            )
        )
    return found


def restored(runtime: Runtime, name: str) -> Path:
    """Bring a refused file back; its place in quarantine is free afterwards.

    Raises:
        CommandFailed: There is no such file, or the inbox holds one of that name.
    """
    files = {file.name: file for file in refused_files(runtime)}
    if name not in files:
        known = ", ".join(files) or "none"
        raise CommandFailed(f"There is no file {name!r} in quarantine. Files: {known}.")
    refused = files[name]
    target = runtime.home / "inbox" / Path(refused.file).name
    if target.exists():
        raise CommandFailed(f"The inbox already holds a file {target.name}. Move that one first.")
    target.parent.mkdir(parents=True, exist_ok=True)
    runtime.vault.unseal_file(refused.sealed, target)
    refused.report.unlink()
    refused.sealed.unlink()
    return target
