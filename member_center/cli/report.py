"""`mdc report`: write the operators' report on the published version, and open it on request."""

from __future__ import annotations

import webbrowser
from typing import Annotated

import typer

from member_center.cli.console import out, plainly, shown
from member_center.runtime import open_runtime

Open = Annotated[bool, typer.Option("--open", help="Open it in the browser.")]


def report(open_it: Open = False) -> None:
    """Write the report on the published version: one HTML file that opens offline."""
    # Loading plotly takes a second, which the other commands need not wait for.
    from member_center.serving.report import write_report

    with plainly():
        runtime = open_runtime()
        file = write_report(runtime.serving_dir, runtime.home / "reports")
    out.print(shown(str(file)))
    if open_it and not webbrowser.open(file.resolve().as_uri()):
        out.print("No browser could be started here; open the file yourself.")
