"""`mdc streams`: what can be pulled, and where each stream stands."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Annotated

import typer
from rich.table import Table

from connectors.core.errors import FatalError
from connectors.core.stream import Stream
from member_center.cli.console import out, plainly, shown
from member_center.runtime import Runtime, declared_sources, open_runtime

CURSOR_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Standing:
    """One stream as the command shows it; instants are ISO text in UTC, null before the first."""

    source: str
    stream: str
    description: str
    is_configured: bool
    rows: int
    last_landed_at: str | None
    cursor: str | None


def streams(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """List every stream: what it is, how many rows have landed, and when it last moved."""
    with plainly():
        found = standings(open_runtime())
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=2))
        return
    table = Table("stream", "rows", "last landed (UTC)", "cursor", "what it is", box=None)
    for one in found:
        style = None if one.is_configured else "dim"
        state = (one.last_landed_at or "–") if one.is_configured else "not configured"
        table.add_row(
            f"{one.source}.{one.stream}",
            f"{one.rows:,}",
            state,
            shown(one.cursor or "–")[:CURSOR_LENGTH],
            shown(one.description),
            style=style,
        )
    out.print(table)


def standings(runtime: Runtime) -> list[Standing]:
    """Every declared stream with what the landing knows of it."""
    landed = {(s.source, s.stream): s for s in runtime.landing.summary()}
    found = []
    for source in declared_sources():
        for stream in source.streams:
            known = landed.get((source.name, stream.name))
            at = known.last_fetched_at if known else None
            found.append(
                Standing(
                    source=source.name,
                    stream=stream.name,
                    description=stream.description,
                    is_configured=_is_configured(runtime, source.name, stream.name),
                    rows=known.rows if known else 0,
                    last_landed_at=at.isoformat(sep=" ", timespec="seconds") if at else None,
                    cursor=json.dumps(known.cursor) if known and known.cursor else None,
                )
            )
    return found


def _is_configured(runtime: Runtime, source: str, name: str) -> bool:
    try:
        stream: Stream = next(s for s in runtime.source(source).streams if s.name == name)
        return runtime.is_configured(source, stream)
    except FatalError:
        return False
