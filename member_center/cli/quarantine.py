"""`mdc quarantine`: what was refused, why, and how it gets another chance."""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from connectors.offline.mending import RefusedRow, to_mend
from member_center.cli.console import AsJson, CommandFailed, out, plainly, print_json, shown
from member_center.landing.quarantine import is_notice
from member_center.runtime import Runtime, open_runtime
from member_center.serving.contradictions import Contradiction, contradictions

CONTRADICTIONS_SHOWN = 20

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
    """List refused files, refused rows and notices by stream and reason, and contradictions.

    What contradicts another file was taken, by the last word; the published version tells of it.
    """
    with plainly():
        runtime = open_runtime()
        files = refused_files(runtime)
        rows = Counter(
            (f"{row.source}.{row.stream}", row.reason, row.next_step)
            for row in runtime.quarantine.rows()
        )
        told_twice = contradictions(runtime.serving_dir)
    if as_json:
        names = ("stream", "reason", "next_step", "rows", "is_notice")
        told = [(*row, count, is_notice(row[1])) for row, count in rows.most_common()]
        print_json(
            {
                "files": files,
                "rows": [dict(zip(names, one, strict=True)) for one in told],
                "contradictions": [_as_json(one) for one in told_twice],
            }
        )
        return
    if not files and not rows and not told_twice:
        out.print("Nothing is in quarantine.")
        return
    table = Table("what", "rows", "why", "next step", box=None)
    for file in files:
        table.add_row(shown(file.name), "file", shown(file.reason), shown(file.next_step))
    for (stream, reason, step), count in rows.most_common():
        table.add_row(shown(stream), f"{count:,}", shown(reason), shown(step))
    for one in told_twice[:CONTRADICTIONS_SHOWN]:
        why = f"{one.place}: {one.reason}"
        table.add_row(f"offline.{one.stream}", "told twice", shown(why), shown(one.next_step))
    out.print(table)
    if (more := len(told_twice) - CONTRADICTIONS_SHOWN) > 0:
        out.print(f"… and {more:,} more contradictions; --json lists all of them.")


def _as_json(one: Contradiction) -> dict[str, object]:
    said = {"place": one.place, "reason": one.reason, "next_step": one.next_step}
    return {**asdict(one), "stream": f"offline.{one.stream}", **said}


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


@quarantine_app.command("export")
def export_rows(
    folder: Annotated[Path, typer.Argument(help="Where to write; a place outside the home.")],
    stream: Annotated[str | None, typer.Option(help="One stream of the inbox only.")] = None,
) -> None:
    """Write the open refused rows of files as CSV to mend in Excel; drop them into the inbox again.

    The files hold names and phones in clear: delete them when they are mended.
    """
    with plainly():
        runtime = open_runtime()
        if folder.resolve().is_relative_to(runtime.home.resolve()):
            raise CommandFailed(f"{folder} lies under the home, where nothing is kept in clear.")
        texts = dict(to_mend(_refused_rows(runtime, stream)))
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (folder / name).touch(mode=0o600)
            (folder / name).write_text(text, "utf-8-sig", newline="")
    for name in texts:
        out.print(f"{shown(str(folder / name))}")
    out.print(
        "Mend the rows, leave the columns mdc_… as they are, and drop the files into the inbox."
        if texts
        else "No refused row of a file is open."
    )


def _refused_rows(runtime: Runtime, stream: str | None) -> Iterator[RefusedRow]:
    for row in runtime.quarantine.rows("offline", stream):
        sealed = row.payload.get("row")
        token = sealed.get("token") if isinstance(sealed, dict) else None
        cells = runtime.vault.reveal(token) if token else None
        if cells and "_table" in row.payload:
            yield RefusedRow(
                file=row.payload["_file"],
                table=row.payload["_table"],
                row=row.payload["_row"],
                reason=row.reason,
                next_step=row.next_step,
                cells=json.loads(cells),
            )


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


def _original_name(runtime: Runtime, refused: RefusedFile) -> str:
    sealed = json.loads(refused.report.read_text("utf-8")).get("sealed_name")
    if not sealed:
        return Path(refused.file).name
    name = runtime.vault.unseal(base64.b64decode(sealed)).decode("utf-8", "surrogateescape")
    return Path(name).name


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
    target = runtime.home / "inbox" / _original_name(runtime, refused)
    if target.exists():
        raise CommandFailed(f"The inbox already holds a file {target.name}. Move that one first.")
    target.parent.mkdir(parents=True, exist_ok=True)
    runtime.vault.unseal_file(refused.sealed, target)
    refused.report.unlink()
    refused.sealed.unlink()
    return target
