"""`mdc pull`: streams of one source, brought home or back without the orchestrator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Annotated

import typer
from rich.markup import escape

from connectors.core.errors import ConnectorError, FatalError
from connectors.core.stream import Source, Stream, facts_of
from connectors.core.windows import Period
from member_center.cli.console import (
    AsJson,
    CommandFailed,
    complain,
    out,
    plainly,
    print_json,
    shown,
)
from member_center.cli.pull_progress import PullProgress
from member_center.landing import LeaseHeld, PullResult
from member_center.privacy.redact import redact
from member_center.runtime import Runtime, open_runtime

PULLED_WHOLE = "has no days: it is pulled whole"


@dataclass(frozen=True, slots=True)
class Pulled:
    """What became of one stream, as the command tells it.

    Attributes:
        source: Its source.
        stream: Its name.
        status: ``pulled``, ``stopped`` (quota used up, figures not ready), ``failed`` or
            ``not configured``.
        days: The days that were pulled again, ``first..last``, or null for a normal pull.
        pages: Pages stored.
        landed: Rows that are new or changed.
        unchanged: Rows that had landed before as they are.
        refused: Rows newly in quarantine.
        seconds: How long it took.
        because: Why it stopped or failed; null when it reached its end.
    """

    source: str
    stream: str
    status: str
    days: str | None = None
    pages: int = 0
    landed: int = 0
    unchanged: int = 0
    refused: int = 0
    seconds: float = 0.0
    because: str | None = None

    @property
    def name(self) -> str:
        """The stream's full name."""
        return f"{self.source}.{self.stream}"


def pull(
    source: Annotated[str, typer.Argument(help="Name of the source, such as wechat_shop.")],
    streams: Annotated[
        list[str] | None, typer.Argument(help="Its streams; all by default.")
    ] = None,
    first: Annotated[
        datetime | None,
        typer.Option(
            "--from",
            formats=["%Y-%m-%d"],
            metavar="YYYY-MM-DD",
            help="Pull days once more: the first one (a Shanghai business day). Later normal "
            "pulls go on where they were; a killed backfill goes on when called again.",
        ),
    ] = None,
    last: Annotated[
        datetime | None,
        typer.Option(
            "--to",
            formats=["%Y-%m-%d"],
            metavar="YYYY-MM-DD",
            help="The last of these days, included; today by default.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Pull streams of one source from where they stopped, or some days again; build no tables."""
    with plainly():
        runtime = open_runtime()
        days = _days(runtime, first, last)
        connected = runtime.source(source)
        chosen = _chosen(connected, streams or [])
        found = [_pull(runtime, connected, stream, days, quiet=as_json) for stream in chosen]
    if as_json:
        print_json(found)
    if any(one.status == "failed" for one in found):
        raise typer.Exit(1)


def _days(runtime: Runtime, first: datetime | None, last: datetime | None) -> Period | None:
    if first is None and last is None:
        return None
    today = runtime.settings.today()
    days = Period(
        first.date() if first else runtime.settings.first_day(), last.date() if last else today
    )
    if days.last > today:
        raise CommandFailed(f"--to {days.last} lies in the future; today is {today} in Shanghai.")
    if days.first > days.last:
        raise CommandFailed(f"--from {days.first} lies after --to {days.last}.")
    return days


def _chosen(source: Source, names: list[str]) -> list[Stream]:
    known = {stream.name: stream for stream in source.streams}
    if unknown := [name for name in names if name not in known]:
        raise FatalError(
            f"{source.name} has no stream {', '.join(unknown)}.",
            next_step=f"Its streams: {', '.join(known)}.",
        )
    return [known[name] for name in names] if names else list(source.streams)


def _pull(
    runtime: Runtime, source: Source, stream: Stream, days: Period | None, *, quiet: bool
) -> Pulled:
    name = f"{source.name}.{stream.name}"
    began = monotonic()
    try:
        if not runtime.is_configured(source.name, stream):
            return _told(Pulled(source.name, stream.name, "not configured"), quiet=quiet)
        if days and not facts_of(stream).has_days:
            if not quiet:
                out.print(f"  [dim]{escape(name)} {PULLED_WHOLE}[/]")
            days = None
        with PullProgress(out, runtime, source.name, stream, days, quiet=quiet) as progress:
            result = runtime.pull(source, stream, progress, days)
    except (ConnectorError, LeaseHeld) as error:
        complain(f"{name}: {error}")
        because = redact(str(error))
        return Pulled(source.name, stream.name, "failed", _spelled(days), because=because)
    return _told(_pulled(source, stream, days, result, monotonic() - began), quiet=quiet)


def _pulled(
    source: Source, stream: Stream, days: Period | None, result: PullResult, seconds: float
) -> Pulled:
    return Pulled(
        source=source.name,
        stream=stream.name,
        status="stopped" if result.stopped_because else "pulled",
        days=_spelled(days),
        pages=result.pages,
        landed=result.landed,
        unchanged=result.unchanged,
        refused=result.rejected,
        seconds=round(seconds, 2),
        because=redact(result.stopped_because) if result.stopped_because else None,
    )


def _told(one: Pulled, *, quiet: bool) -> Pulled:
    if quiet:
        return one
    if one.status == "not configured":
        out.print(f"[dim]– {escape(one.name)}: not configured[/]")
        return one
    out.print(
        f"[green]✓[/] {escape(one.name)}: {one.landed:,} landed, {one.unchanged:,} unchanged,"
        f" {one.refused:,} refused{f' [dim]({one.days})[/]' if one.days else ''}"
    )
    if one.because:
        out.print(f"  [yellow]stopped:[/] {shown(one.because)}")
    return one


def _spelled(days: Period | None) -> str | None:
    return f"{days.first}..{days.last}" if days else None
