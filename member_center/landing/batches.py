"""Questions to the commit log about batches and streams, and the marks that checks set on them."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyarrow.parquet as pq

from member_center.landing.errors import LandingError
from member_center.landing.log import CommitLog
from member_center.landing.records import Batch, Cursor, Remembers, StreamSummary

logger = logging.getLogger(__name__)

LISTED = """
select source, stream, account, batch_seq, path as file, batches.rows, occurred_min,
    occurred_max, fetched_at, is_checked, withheld_because
from batches join streams using (stream_id) join files using (file_id)
where source = coalesce(?1, source) and stream = coalesce(?2, stream)
order by batch_seq
"""
SUMMARY = """
select source, stream, account, cursor, count(batch_seq) as batches,
    coalesce(sum(batches.rows), 0) as rows, count(distinct file_id) as files,
    count(withheld_because) as withheld,
    count(*) filter (where not is_checked and withheld_because is null) as unchecked,
    max(batch_seq) as last_batch_seq, max(fetched_at) as last_fetched_at,
    max(occurred_max) as occurred_max
from streams left join batches using (stream_id)
group by stream_id
order by source, stream
"""


@dataclass(frozen=True, slots=True)
class PageOf:
    """Whose page is being committed, and the cursor that holds after it."""

    source: str
    stream: str
    account: str
    cursor: Cursor
    fetched_at: datetime
    remembers: Remembers


def listed(log: CommitLog, source: str | None, stream: str | None) -> list[Batch]:
    """All committed batches of a source or stream, oldest first."""
    return [
        Batch(
            source=row["source"],
            stream=row["stream"],
            account=row["account"],
            batch_seq=row["batch_seq"],
            file=row["file"],
            rows=row["rows"],
            occurred_min=_instant(row["occurred_min"]),
            occurred_max=_instant(row["occurred_max"]),
            fetched_at=datetime.fromisoformat(row["fetched_at"]),
            is_checked=bool(row["is_checked"]),
            withheld_because=row["withheld_because"],
        )
        for row in log.rows(LISTED, source, stream)
    ]


def summary(log: CommitLog) -> list[StreamSummary]:
    """One line per stream that ever committed a page."""
    return [
        StreamSummary(
            source=row["source"],
            stream=row["stream"],
            account=row["account"],
            batches=row["batches"],
            rows=row["rows"],
            files=row["files"],
            withheld=row["withheld"],
            unchecked=row["unchecked"],
            last_batch_seq=row["last_batch_seq"],
            last_fetched_at=_instant(row["last_fetched_at"]),
            occurred_max=_instant(row["occurred_max"]),
            cursor=read_cursor(row["cursor"], f"{row['source']}/{row['stream']}"),
        )
        for row in log.rows(SUMMARY)
    ]


def read_cursor(text: str | None, place: str) -> Cursor | None:
    """A cursor as the log stores it, or None when there is none, or none that can be read."""
    if not text:
        return None
    try:
        cursor = json.loads(text)
    except ValueError:
        cursor = None
    if isinstance(cursor, dict):
        return cursor
    logger.error("%s: the cursor cannot be read; the stream begins at its start again.", place)
    return None


def known_keys(log: CommitLog, home: Path, source: str, stream: str) -> Iterator[str]:
    """Every key that landed in a stream: from the log if it remembers them, else from the files."""
    remembered = log.rows(
        "select record_key from records join streams using (stream_id)"
        " where source = ? and stream = ?",
        source,
        stream,
    )
    if remembered:
        yield from (row["record_key"] for row in remembered)
        return
    seen: set[str] = set()
    for file in dict.fromkeys(batch.file for batch in listed(log, source, stream)):
        column = pq.read_table(home / file, columns=["record_key"]).column("record_key")
        for key in column.unique().to_pylist():
            if key not in seen:
                seen.add(key)
                yield key


def mark_checked(
    connection: sqlite3.Connection, upto_seq: int, source: str | None, stream: str | None
) -> None:
    """Mark the batches up to a number, that nobody withholds, as passed by the checks."""
    connection.execute(
        "update batches set is_checked = 1 where batch_seq <= ? and withheld_because is null"
        " and stream_id in (select stream_id from streams where source = coalesce(?, source)"
        " and stream = coalesce(?, stream))",
        (upto_seq, source, stream),
    )


def stream_of(log: CommitLog, batch_seq: int) -> tuple[str, str]:
    """Source and name of the stream that a batch belongs to.

    Raises:
        LandingError: There is no such batch.
    """
    found = log.rows(
        "select source, stream from batches join streams using (stream_id) where batch_seq = ?",
        batch_seq,
    )
    if not found:
        raise _no_such_batch(batch_seq)
    return found[0]["source"], found[0]["stream"]


def withhold(connection: sqlite3.Connection, batch_seq: int, reason: str) -> None:
    """Mark one batch as hidden from readers."""
    _update_one(
        connection,
        batch_seq,
        "update batches set withheld_because = ?2, is_checked = 0 where batch_seq = ?1",
        reason,
    )


def release(connection: sqlite3.Connection, batch_seq: int) -> None:
    """Undo ``withhold``."""
    _update_one(
        connection, batch_seq, "update batches set withheld_because = null where batch_seq = ?1"
    )


def _update_one(
    connection: sqlite3.Connection, batch_seq: int, statement: str, *values: str
) -> None:
    if connection.execute(statement, (batch_seq, *values)).rowcount == 0:
        raise _no_such_batch(batch_seq)


def _no_such_batch(batch_seq: int) -> LandingError:
    return LandingError(
        f"There is no batch {batch_seq}. `mdc landing status` lists the batches of this home."
    )


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
