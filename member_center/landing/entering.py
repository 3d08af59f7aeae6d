"""Entering a whole landing file into the log: its batches, keys, shapes and the cursor after it.

A file says all that its transaction would have said. So a log can be made anew from the files, and
a file whose transaction was lost can be taken in. Which files to enter is not decided here.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from member_center.landing import entries
from member_center.landing.asof import DAY_FIELD, day_of
from member_center.landing.encoding import notes_of
from member_center.landing.shapes import ShapeReader

Stream = tuple[str, str]


@dataclass(frozen=True, slots=True)
class LandingFile:
    """A whole landing file and the batches in it."""

    path: Path
    stream: Stream
    batches: tuple[int, ...]


def read_file(path: Path) -> LandingFile | None:
    """What batches a file holds, or None when it cannot be read to its end."""
    try:
        table = pq.read_table(path, partitioning=None)
        numbers = sorted(table.column("batch_seq").unique().to_pylist())
        notes_of(table)
    except (OSError, ValueError, LookupError, TypeError, pa.ArrowException):
        return None
    return LandingFile(path, (path.parent.parent.name, path.parent.name), tuple(numbers))


def enter_file(
    connection: sqlite3.Connection, home: Path, file: LandingFile, shapes: ShapeReader
) -> None:
    """Write everything that a file says into the log; its batches wait for their checks."""
    content = file.path.read_bytes()
    table = pq.read_table(pa.BufferReader(content))
    account = table.column("account")[0].as_py()
    stream_id = entries.add_stream(connection, *file.stream, account)
    sha256 = hashlib.sha256(content).hexdigest()
    file_id = entries.add_file(connection, home, file.path, table.num_rows, len(content), sha256)
    for batch_seq in file.batches:
        rows = table.filter(pc.equal(table.column("batch_seq"), batch_seq))
        span = pc.min_max(rows.column("occurred_at")).as_py()
        fetched_at = rows.column("fetched_at")[0].as_py()
        occurred = (span["min"], span["max"])
        entries.add_batch(
            connection, batch_seq, stream_id, file_id, rows.num_rows, occurred, fetched_at
        )
        payloads = map(orjson.loads, rows.column("payload").to_pylist())
        entries.note_shapes(connection, stream_id, batch_seq, shapes.observe(payloads))
    _enter_state(connection, stream_id, table, file.batches[-1])


def _enter_state(
    connection: sqlite3.Connection, stream_id: int, table: pa.Table, last: int
) -> None:
    notes = notes_of(table)
    newest = connection.execute(
        "select max(batch_seq) from batches where stream_id = ?", (stream_id,)
    ).fetchone()[0]
    if last == newest:
        cursor = json.dumps(notes.cursor)
        entries.move_cursor(connection, stream_id, cursor, notes.remembers)
    if notes.remembers != "none":
        keys, hashes, numbers, payloads = (
            table.column(name).to_pylist()
            for name in ("record_key", "payload_hash", "batch_seq", "payload")
        )
        known = (
            bytes.fromhex(digest) + (day_of(orjson.loads(text)) if DAY_FIELD in text else b"")
            for digest, text in zip(hashes, payloads, strict=True)
        )
        entries.remember(connection, stream_id, keys, known, numbers)
