"""`mdc landing`: the commit log for people, and batches taken out of the readers' sight."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from member_center.cli.console import AsJson, CommandFailed, out, plainly, print_json, shown
from member_center.landing import rebuild_state
from member_center.runtime import open_runtime
from member_center.settings import load_settings

landing_app = typer.Typer(
    help="Look at what has landed; take bad batches out and put them back.", no_args_is_help=True
)
AGAIN = (
    "{} is set back to before it: the next pull asks again for everything since then, and what"
    " has not changed costs nothing. A file must be dropped into the inbox again."
)
NOT_AGAIN = (
    "What it brought is not asked for again; it comes when the record changes."
    " `--pull-again` asks for it again."
)
Batches = Annotated[list[int], typer.Argument(help="Numbers of batches.")]


@landing_app.command()
def status(as_json: AsJson = False) -> None:
    """Show every stream's batches, and the ones that are withheld or not checked yet."""
    with plainly():
        landing = open_runtime().landing
        if as_json:
            withheld = [one for one in landing.batches() if one.withheld_because]
            print_json({"streams": landing.summary(), "withheld": withheld})
            return
        table = Table("stream", "rows", "batches", "files", "not checked", "withheld", box=None)
        for one in landing.summary():
            numbers = (one.rows, one.batches, one.files, one.unchecked, one.withheld)
            table.add_row(f"{one.source}.{one.stream}", *(f"{number:,}" for number in numbers))
        out.print(table)
        for batch in landing.batches():
            if batch.withheld_because:
                out.print(
                    f"withheld: batch {batch.batch_seq} of {batch.source}.{batch.stream},"
                    f" {batch.rows:,} rows: {shown(batch.withheld_because)}"
                )


@landing_app.command()
def withhold(
    batches: Batches,
    reason: Annotated[str, typer.Option(help="Why; kept in the log.")] = "withheld by hand",
    pull_again: Annotated[
        bool,
        typer.Option(
            "--pull-again", help="Set their streams back, so that the next pull asks again."
        ),
    ] = False,
) -> None:
    """Take batches out of the readers' sight; the next run builds without them."""
    with plainly():
        landing = open_runtime().landing
        for batch_seq in sorted(batches, reverse=True):
            stream = landing.pull_again(batch_seq) if pull_again else None
            landing.withhold(batch_seq, reason)
            out.print(
                f"Batch {batch_seq} is withheld. `mdc landing release {batch_seq}` undoes it. "
                + (AGAIN.format(shown(stream)) if stream else NOT_AGAIN)
            )


@landing_app.command()
def release(batches: Batches) -> None:
    """Let readers see withheld batches again; the next run checks them first."""
    with plainly():
        landing = open_runtime().landing
        for batch_seq in batches:
            landing.release(batch_seq)
            out.print(f"Batch {batch_seq} is back. The next run checks it and builds with it.")


@landing_app.command()
def verify() -> None:
    """Read every landed byte and compare it with the log; 0 when all is as written, else 1."""
    with plainly():
        damaged = open_runtime().landing.verify()
        if damaged:
            files = ", ".join(str(path) for path in damaged)
            raise CommandFailed(
                f"Not as written: {files}. Next step: put these files back from a backup, or run"
                " `mdc landing rebuild`: they are set aside and their streams pulled again."
            )
        out.print("Every landing file is as the log says.")


@landing_app.command()
def rebuild() -> None:
    """Make a lost or damaged commit log anew from the landing files; the old one is kept."""
    with plainly():
        rebuilt = rebuild_state(load_settings().home)
        out.print(f"The log holds {rebuilt.batches:,} batches again; the next run checks them all.")
        for path in rebuilt.left_out:
            out.print(f"left out: {path} (torn, superseded or never committed)")
        for stream in rebuilt.begin_again:
            out.print(
                f"lost a part of what had landed, and is pulled from its start again: {stream}"
            )
        if rebuilt.set_aside:
            out.print(f"The old log lies in {rebuilt.set_aside}.")
