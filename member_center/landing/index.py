"""``landing/index.parquet``: the one list of files that readers may read.

One row per committed batch that nobody withholds. Files that are not in it do not exist for dbt.
Its metadata names the withheld batches and why, so that they stay withheld if the log is lost.
"""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from member_center.landing.files import write_durably

NAME = "index.parquet"
SCHEMA = pa.schema(
    [
        ("source", pa.string()),
        ("stream", pa.string()),
        ("batch_seq", pa.int64()),
        ("file", pa.string()),
        ("rows", pa.int64()),
        ("occurred_min", pa.timestamp("us")),
        ("occurred_max", pa.timestamp("us")),
        ("fetched_at", pa.timestamp("us")),
    ]
)
READABLE = """
select source, stream, batch_seq, path as file, batches.rows, occurred_min, occurred_max,
    fetched_at
from batches join streams using (stream_id) join files using (file_id)
where withheld_because is null
order by batch_seq
"""
WITHHELD = """
select batch_seq, withheld_because from batches where withheld_because is not null
order by batch_seq
"""
INSTANTS = ("occurred_min", "occurred_max", "fetched_at")


def write(connection: sqlite3.Connection, directory: Path) -> Path:
    """Write the index as of the caller's transaction; leave an equal file untouched."""
    rows = [dict(row) for row in connection.execute(READABLE)]
    for row in rows:
        for name in INSTANTS:
            row[name] = datetime.fromisoformat(row[name]) if row[name] else None
    withheld = dict(connection.execute(WITHHELD).fetchall())
    schema = SCHEMA.with_metadata({"withheld": json.dumps(withheld)})
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(rows, schema), sink, compression="zstd")
    content = bytes(sink.getvalue())
    path = directory / NAME
    if not path.exists() or path.read_bytes() != content:
        write_durably(path, content)
    return path


def withheld(path: Path) -> dict[int, str]:
    """The withheld batches of a written index and why; none if it cannot be read."""
    try:
        metadata = pq.read_schema(path).metadata or {}
        noted = json.loads(metadata.get(b"withheld", b"{}"))
    except (OSError, ValueError, pa.ArrowException):
        return {}
    return {int(number): str(reason) for number, reason in noted.items()}
