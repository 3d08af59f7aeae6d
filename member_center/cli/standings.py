"""Where every stream stands: what its source declares, what has landed, what quota is left.

Facts only, for `mdc streams` and its JSON; how they are shown is that module's.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from connectors.core.errors import FatalError
from connectors.core.quota import QuotaState
from connectors.core.stream import Source, Stream, facts_of, reached_by
from connectors.core.windows import spelled
from member_center.landing import StreamSummary
from member_center.landing.positions import Position
from member_center.runtime import Runtime, declared_sources


@dataclass(frozen=True, slots=True)
class QuotaLeft:
    """One API of a stream: calls today, what is allowed a day, and what is left of it.

    Attributes:
        api: Its path.
        used: Calls of this home today, or the platform's count where it told it.
        limit: Calls a day as the platform or its documentation says, or null.
        left: What is left, or null without a known limit; 0 once the platform has refused.
        used_up_until: When calls go on after a refusal (ISO, UTC), or null.
    """

    api: str
    used: int
    limit: int | None
    left: int | None
    used_up_until: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """One stream; instants are ISO text in UTC, null before the first.

    Attributes:
        source: Its source.
        stream: Its name.
        description: What it is, in one sentence.
        is_configured: Whether it will be pulled.
        rows: Rows that have landed.
        last_landed_at: When rows last came.
        cursor: What the next pull goes on from, as JSON text.
        complete_until: Until when the data are complete, as far as one can tell.
        lag_seconds: How far that is behind now.
        lag: The same in words.
        window: What the platform answers at once.
        restatement: What each pull pulls again.
        has_days: Whether `mdc pull --from --to` can pull single days again.
        backfills: Days of backfills that were begun and not finished, ``first..last``.
        quota: The APIs it calls.
    """

    source: str
    stream: str
    description: str
    is_configured: bool
    rows: int
    last_landed_at: str | None
    cursor: str | None
    complete_until: str | None
    lag_seconds: int | None
    lag: str
    window: str
    restatement: str
    has_days: bool
    backfills: list[str]
    quota: list[QuotaLeft]


def standings(runtime: Runtime) -> list[Standing]:
    """Every declared stream of every source, in their order."""
    landed = {(one.source, one.stream): one for one in runtime.landing.summary()}
    return [
        _standing(runtime, source, stream, landed.get((source.name, stream.name)))
        for source in _sources(runtime)
        for stream in source.streams
    ]


def _sources(runtime: Runtime) -> Iterator[Source]:
    """Each source as it is configured, or as it is declared when its variables are wrong."""
    for declared in declared_sources():
        try:
            yield runtime.source(declared.name)
        except FatalError:
            yield declared


def _standing(
    runtime: Runtime, source: Source, stream: Stream, landed: StreamSummary | None
) -> Standing:
    facts = facts_of(stream)
    position = Position.of(landed.cursor if landed else None)
    until = _complete_until(stream, position, landed)
    behind = int((runtime.settings.now() - until).total_seconds()) if until else None
    return Standing(
        source=source.name,
        stream=stream.name,
        description=stream.description,
        is_configured=_is_configured(runtime, source.name, stream),
        rows=landed.rows if landed else 0,
        last_landed_at=_spelled(_utc(landed.last_fetched_at) if landed else None),
        cursor=json.dumps(position.own, ensure_ascii=False) if position.own else None,
        complete_until=_spelled(until),
        lag_seconds=behind,
        lag="never pulled" if behind is None else spelled(max(behind, 0)),
        window=facts.window,
        restatement=facts.restatement,
        has_days=facts.has_days,
        backfills=sorted(position.backfills),
        quota=_quota(source, facts.apis),
    )


def _complete_until(
    stream: Stream, position: Position, landed: StreamSummary | None
) -> datetime | None:
    """What the cursor says; else the newest record; else when rows last came."""
    reached = reached_by(stream, position.own)
    if reached is not None or landed is None:
        return reached
    return _utc(landed.occurred_max or landed.last_fetched_at)


def _quota(source: Source, apis: tuple[str, ...]) -> list[QuotaLeft]:
    if source.quota is None or not source.account:
        return []
    return [_left(source.quota(api)) for api in apis]


def _left(state: QuotaState) -> QuotaLeft:
    until = _spelled(state.used_up_until)
    return QuotaLeft(state.api, state.used, state.limit, state.left, until)


def _is_configured(runtime: Runtime, source: str, stream: Stream) -> bool:
    try:
        return runtime.is_configured(source, stream)
    except FatalError:
        return False


def _utc(naive: datetime | None) -> datetime | None:
    return naive.replace(tzinfo=UTC) if naive else None


def _spelled(instant: datetime | None) -> str | None:
    return instant.astimezone(UTC).isoformat(sep=" ", timespec="seconds") if instant else None
