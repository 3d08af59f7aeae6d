"""The records that no check has passed yet, as pandas frames of bounded size.

Only the columns that a suite names are read out of the payloads. What is expected of them is the
suite's business.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from dagster_project.checks.suite import HAS_PLAUSIBLE_TIME, HOLDS_MOBILE, RECORD_KEY, Suite
from member_center.landing import Batch

if TYPE_CHECKING:
    import pandas as pd

BATCH_SEQ = "batch_seq"
ROWS_PER_FRAME = 200_000
CLOCK_SKEW = timedelta(days=2)
# Letters, dots, dashes and underscores beside the digits make it part of a token, id or ratio.
CLEAR_MOBILE = r"(^|[^0-9A-Za-z._-])1[3-9][0-9]{9}([^0-9A-Za-z_-]|$)"


def frames(
    home: Path, batches: Sequence[Batch], suite: Suite, now: datetime
) -> Iterator[pd.DataFrame]:
    """Frames that together hold every record of the batches, each with the suite's columns.

    Args:
        home: The folder that the batches' files are relative to.
        batches: Of one stream.
        suite: Names the columns; their values are text, null where the path is absent.
        now: Aware instant; records may not lie more than two days after it.
    """
    columns = "".join(
        f", json_extract_string(payload, {_quoted(path)}) as {name}"
        for name, path in suite.columns.items()
    )
    query = f"""
        select
            {BATCH_SEQ},
            {RECORD_KEY},
            regexp_matches(payload, {_quoted(CLEAR_MOBILE)}) as {HOLDS_MOBILE},
            occurred_at is null or occurred_at between $earliest and $latest as {HAS_PLAUSIBLE_TIME}
            {columns}
        from read_parquet($files)
        where {BATCH_SEQ} in (select unnest($seqs))
    """
    connection = duckdb.connect(config={"autoinstall_known_extensions": False})
    try:
        connection.execute("set timezone = 'UTC'")
        for part in _in_parts(batches):
            yield connection.execute(
                query,
                {
                    "earliest": _naive(datetime(suite.since, 1, 1, tzinfo=UTC)),
                    "latest": _naive(now + CLOCK_SKEW),
                    "files": sorted({str(home / batch.file) for batch in part}),
                    "seqs": [batch.batch_seq for batch in part],
                },
            ).df()
    finally:
        connection.close()


def _in_parts(batches: Sequence[Batch]) -> Iterator[list[Batch]]:
    part: list[Batch] = []
    for batch in batches:
        if part and sum(b.rows for b in part) + batch.rows > ROWS_PER_FRAME:
            yield part
            part = []
        part.append(batch)
    if part:
        yield part


def _naive(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(tzinfo=None)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
