"""What `mdc pull` shows while a stream is pulled.

One moving line on a terminal; else a plain one now and then, so that a log of hours stays readable.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from time import monotonic
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.status import Status

from connectors.core.stream import Cursor, Stream, reached_by
from connectors.core.windows import SHANGHAI, Period, end_of, start_of
from member_center.cli.console import shown
from member_center.landing.positions import Position
from member_center.landing.pull import PulledPage
from member_center.runtime import Runtime

PLAIN_LINE_EVERY = 10.0


class PullProgress:
    """Counts rows, and shows how far the data have come.

    Args:
        console: Where it shows. The moving line shows only when it is a terminal.
        runtime: The home at work.
        source: Name of the source.
        stream: What is pulled.
        days: The days that are pulled again, or None for a normal pull.
        quiet: Whether nothing is to be shown.
    """

    def __init__(
        self,
        console: Console,
        runtime: Runtime,
        source: str,
        stream: Stream,
        days: Period | None,
        *,
        quiet: bool,
    ) -> None:
        self._console = console
        self._name = f"{source}.{stream.name}"
        self._stream = stream
        self._quiet = quiet
        self._status: Status | None = None
        self._shown_at = monotonic()
        self._rows = 0
        stored = Position.of(runtime.landing.cursor(source, stream.name)).cursor(days)
        now = runtime.settings.now()
        first = days.first if days else runtime.settings.first_day()
        self._begin = self._reached(stored) or start_of(first)
        self._end = min(end_of(days.last), now) if days else now

    def __enter__(self) -> Self:
        if self._console.is_terminal and not self._quiet:
            self._status = self._console.status(f"[dim]{shown(self._name)}[/]")
            self._status.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._status is not None:
            self._status.stop()

    def __call__(self, page: PulledPage) -> None:
        """Take in a page that was stored."""
        self._rows += len(page.records)
        line = f"{self._name}: {self._rows:,} rows{self._so_far(page)}"
        if self._status is not None:
            self._status.update(f"[dim]{shown(line)}[/]")
        elif not self._quiet and monotonic() - self._shown_at > PLAIN_LINE_EVERY:
            self._shown_at = monotonic()
            self._console.print(f"  [dim]{shown(line)}[/]")

    def _so_far(self, page: PulledPage) -> str:
        reached = self._reached(page.cursor)
        if reached is None:
            return ""
        part = (reached - self._begin) / max(self._end - self._begin, timedelta(seconds=1))
        share = f" ({min(max(part, 0.0), 1.0):.0%})"
        return f", complete to {reached.astimezone(SHANGHAI):%Y-%m-%d %H:%M}{share}"

    def _reached(self, cursor: Cursor | None) -> datetime | None:
        return reached_by(self._stream, cursor)
