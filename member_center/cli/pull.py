"""`mdc pull`: streams of one source, brought home without the orchestrator."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from connectors.core.errors import ConnectorError, FatalError
from connectors.core.stream import Source, Stream
from member_center.cli.console import complain, out, plainly, shown
from member_center.landing import LeaseHeld
from member_center.runtime import Runtime, open_runtime


def pull(
    source: Annotated[str, typer.Argument(help="Name of the source, such as wechat_shop.")],
    streams: Annotated[
        list[str] | None, typer.Argument(help="Its streams; all by default.")
    ] = None,
) -> None:
    """Pull streams of one source from where they stopped; tables are not built."""
    with plainly():
        runtime = open_runtime()
        connected = runtime.source(source)
        chosen = _chosen(connected, streams or [])
        results = [_pull(runtime, connected, stream) for stream in chosen]
    if not all(results):
        raise typer.Exit(1)


def _chosen(source: Source, names: list[str]) -> list[Stream]:
    known = {stream.name: stream for stream in source.streams}
    if unknown := [name for name in names if name not in known]:
        raise FatalError(
            f"{source.name} has no stream {', '.join(unknown)}.",
            next_step=f"Its streams: {', '.join(known)}.",
        )
    return [known[name] for name in names] if names else list(source.streams)


def _pull(runtime: Runtime, source: Source, stream: Stream) -> bool:
    name = f"{source.name}.{stream.name}"
    try:
        if not runtime.is_configured(source.name, stream):
            out.print(f"[dim]– {escape(name)}: not configured[/]")
            return True
        result = runtime.pull(source, stream)
    except (ConnectorError, LeaseHeld) as error:
        complain(f"{name}: {error}")
        return False
    out.print(
        f"[green]✓[/] {escape(name)}: {result.landed:,} landed, {result.unchanged:,} unchanged,"
        f" {result.rejected:,} refused"
    )
    if result.stopped_because:
        out.print(f"  [yellow]stopped:[/] {shown(result.stopped_because)}")
    return True
