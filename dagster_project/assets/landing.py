"""One asset for every stream of every source: what has landed of it.

A stream that cannot be pulled must not stop the others, nor the tables built from what landed
before. So its step ends well all the same, and its check `pulled` fails with cause and next step.
How a stream is pulled is the connector's and the landing's work.
"""

import json
from collections.abc import Sequence

import dagster as dg

from connectors.core.errors import ConnectorError, RetryableError, Unreachable
from connectors.core.stream import Source, Stream, facts_of
from dagster_project.failures import told_plainly
from dagster_project.keys import stream_key
from dagster_project.resources import Home
from member_center.landing import LeaseHeld, PullResult
from member_center.privacy.redact import redact
from member_center.runtime import Runtime

PULLED = "pulled"
RETRIES = dg.RetryPolicy(
    max_retries=2, delay=20, backoff=dg.Backoff.EXPONENTIAL, jitter=dg.Jitter.PLUS_MINUS
)
GIVEN_UP = "Tried again and again; the next run goes on from the page where this one stopped."
CURSOR_LENGTH = 300
MANY_SHAPES = 20


def landing_assets(sources: Sequence[Source]) -> list[dg.AssetsDefinition]:
    """The assets of all streams, whether their source is configured or not."""
    return [_stream_asset(source, stream) for source in sources for stream in source.streams]


def _stream_asset(source: Source, stream: Stream) -> dg.AssetsDefinition:
    key = stream_key(source.name, stream.name)

    @dg.asset(
        key=key,
        deps=[stream_key(source.name, name) for name in facts_of(stream).follows],
        group_name=source.name,
        description=stream.description,
        kinds={"parquet"},
        check_specs=[
            dg.AssetCheckSpec(
                PULLED,
                asset=key,
                description="The stream was pulled to its present end; if not, why and what to do.",
            )
        ],
        retry_policy=RETRIES,
    )
    def landed_stream(context: dg.AssetExecutionContext, home: Home) -> dg.MaterializeResult:  # type: ignore[type-arg]  # Dagster reads it and knows no other form
        with told_plainly(f"Landing {source.name}/{stream.name}"):
            return _land(context, home.runtime, source.name, stream.name)

    return landed_stream


def _land(
    context: dg.AssetExecutionContext, runtime: Runtime, source_name: str, stream_name: str
) -> dg.MaterializeResult[None]:
    """Pull one stream, and report it whatever became of it."""
    try:
        source = runtime.source(source_name)
        stream = next(s for s in source.streams if s.name == stream_name)
        if not runtime.is_configured(source_name, stream):
            return _report(runtime, source_name, stream_name, "not configured")
        result = runtime.pull(source, stream)
    except (ConnectorError, LeaseHeld) as error:
        text = redact(str(error))
        # A host that nobody can reach has been waited for already, on behalf of all its streams.
        if isinstance(error, RetryableError) and not isinstance(error, Unreachable):
            if context.retry_number < RETRIES.max_retries:
                raise dg.Failure(description=text) from None
            text = f"{text} {GIVEN_UP}"
        context.log.error(f"{source_name}/{stream_name} was not pulled: {text}")
        return _report(runtime, source_name, stream_name, "failed", failure=text)
    runtime.landing.compact(source_name, stream_name)
    status = f"stopped: {redact(result.stopped_because)}" if result.stopped_because else "pulled"
    return _report(runtime, source_name, stream_name, status, result)


def _report(
    runtime: Runtime,
    source: str,
    stream: str,
    status: str,
    result: PullResult | None = None,
    failure: str | None = None,
) -> dg.MaterializeResult[None]:
    standing = next(
        (s for s in runtime.landing.summary() if (s.source, s.stream) == (source, stream)), None
    )
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": standing.rows if standing else 0,
            "status": status,
            **(_figures(result) if result else {}),
        },
        data_version=dg.DataVersion(str((standing and standing.last_batch_seq) or 0)),
        check_results=[
            dg.AssetCheckResult(
                check_name=PULLED,
                passed=failure is None,
                description=failure or status,
                metadata={"status": status},
            )
        ],
    )


def _figures(result: PullResult) -> dict[str, int | str]:
    changes = [str(change) for change in result.shape_changes]
    cursor = json.dumps(result.cursor, ensure_ascii=False, default=str)
    return {
        "landed": result.landed,
        "unchanged": result.unchanged,
        "rejected": result.rejected,
        "pages": result.pages,
        "cursor": redact(cursor)[:CURSOR_LENGTH],
        "shape_changes": "; ".join(changes[:MANY_SHAPES]) or "none",
    }
