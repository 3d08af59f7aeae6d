"""What a run shows while it runs: one line a finished step, and what the present one is doing."""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from types import TracebackType
from typing import Any, Self

import dagster as dg
from rich.console import Console

from dagster_project.keys import REPORT_KEY
from member_center.cli.console import shown
from member_center.cli.job import result_of

OUR_LOGGERS = ("connectors.", "member_center.")
STATUS_LENGTH = 100
Materialized = list[tuple[dg.AssetKey, dict[str, Any]]]


class Progress:
    """Turns the events of a run into lines on a terminal.

    Args:
        console: Where the lines go. The moving part shows only when it is a terminal.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._status = console.status("starting")
        self._began: dict[str, float] = {}
        self._made: dict[str, Materialized] = defaultdict(list)
        self._checks: dict[str, Counter[str]] = defaultdict(Counter)
        self._handler = _Warnings(console)

    def __enter__(self) -> Self:
        logging.getLogger().addHandler(self._handler)
        self._status.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._status.stop()
        logging.getLogger().removeHandler(self._handler)

    def __call__(self, entry: dg.EventLogEntry) -> None:
        """Take in one event."""
        event = entry.dagster_event
        if event is None:
            if entry.step_key and entry.user_message:
                self._now(f"{_title(entry.step_key)}: {entry.user_message}")
            return
        if event.step_key:
            self._take(event.step_key, event, entry.timestamp)

    def _take(self, step: str, event: dg.DagsterEvent, at: float) -> None:
        match event.event_type:
            case dg.DagsterEventType.STEP_START | dg.DagsterEventType.STEP_RESTARTED:
                self._began[step] = at
                self._now(_title(step))
            case dg.DagsterEventType.ASSET_MATERIALIZATION if event.asset_key:
                entries = event.materialization.metadata.items()
                said = {name: entry.value for name, entry in entries}
                self._made[step].append((event.asset_key, said))
            case dg.DagsterEventType.ASSET_CHECK_EVALUATION:
                self._checks[step][result_of(event.asset_check_evaluation_data)] += 1
            case dg.DagsterEventType.STEP_UP_FOR_RETRY:
                self._line("[yellow]↻[/]", step, at, "will be tried again")
            case dg.DagsterEventType.STEP_SUCCESS:
                self._success(step, at)
            case dg.DagsterEventType.STEP_FAILURE:
                words = _counted(self._checks[step]) or "failed"
                self._line("[red]✗[/]", step, at, f"[red]{words}[/], the reason is below")
            case dg.DagsterEventType.STEP_SKIPPED:
                self._line("[dim]–[/]", step, at, "[dim]nothing to do[/]")

    def _success(self, step: str, at: float) -> None:
        made, checks = self._made[step], _counted(self._checks[step])
        kind = made[0][0].path[0] if made else ""
        if kind == "landing":
            self._landed(step, made[0][1], at)
        elif made and made[0][0] == REPORT_KEY:
            self._line("[green]✓[/]", step, at, f"written: {shown(str(made[0][1]['file']))}")
        elif kind == "serving":
            new = sum(said["unchanged_since"] == said["version"] for _, said in made)
            self._line("[green]✓[/]", step, at, f"{len(made)} tables published, {new} of them new")
        elif made:
            built = f"{sum(bool(said['rebuilt']) for _, said in made)} tables built"
            self._line("[green]✓[/]", step, at, f"{built}, {checks}" if checks else built)
        else:
            self._line("[green]✓[/]", step, at, checks or "nothing to do")

    def _landed(self, step: str, said: dict[str, Any], at: float) -> None:
        status = str(said["status"])
        if status == "not configured":
            self._line("[dim]–[/]", step, at, "[dim]not configured[/]")
        elif status == "failed":
            self._line("[red]✗[/]", step, at, "[red]not pulled[/], the reason is below")
        else:
            refused = f", {said['rejected']:,} refused" if said.get("rejected") else ""
            stopped = "" if status == "pulled" else f" [yellow]{shown(status)}[/]"
            self._line("[green]✓[/]", step, at, f"{said['landed']:,} new rows{refused}{stopped}")

    def _line(self, mark: str, step: str, at: float, words: str) -> None:
        seconds = at - self._began.get(step, at)
        self._console.print(f"{mark} {_title(step):<44} {words} [dim]{seconds:.1f} s[/]")

    def _now(self, text: str) -> None:
        self._status.update(f"[dim]{shown(text)[:STATUS_LENGTH]}[/]")


class _Warnings(logging.Handler):
    """Shows what connectors and rooms warn about, between the lines of the steps."""

    def __init__(self, console: Console) -> None:
        super().__init__(logging.WARNING)
        self._console = console

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.startswith(OUR_LOGGERS):
            self._console.print(f"[yellow]![/] [dim]{shown(record.getMessage())}[/]")


def _title(step: str) -> str:
    """A step's key in the words of the terminal."""
    if step.startswith("landing__"):
        return ".".join(step.split("__")[1:])
    return step.replace("__", ".").replace("_", " ")


def _counted(checks: Counter[str]) -> str:
    parts = [f"{checks[name]:,} {name}" for name in ("passed", "warned", "failed") if checks[name]]
    return f"checks: {', '.join(parts)}" if parts else ""
