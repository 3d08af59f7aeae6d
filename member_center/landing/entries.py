"""Writing into the commit log: streams, files, batches, remembered hashes and shapes.

Used by whoever commits a page, merges files or rebuilds the log, always inside a transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from itertools import repeat
from pathlib import Path

from member_center.landing.shapes import ShapeChange, compare


def add_stream(connection: sqlite3.Connection, source: str, stream: str, account: str) -> int:
    """Enter a stream if it is new; return its number."""
    connection.execute(
        "insert or ignore into streams (source, stream, account) values (?, ?, ?)",
        (source, stream, account),
    )
    return int(
        connection.execute(
            "select stream_id from streams where source = ? and stream = ?", (source, stream)
        ).fetchone()[0]
    )


def add_file(
    connection: sqlite3.Connection, home: Path, path: Path, rows: int, size: int, sha256: str
) -> int:
    """Name a file in the log; return its number."""
    return int(
        connection.execute(
            "insert into files (path, rows, bytes, sha256) values (?, ?, ?, ?) returning file_id",
            (path.relative_to(home).as_posix(), rows, size, sha256),
        ).fetchone()[0]
    )


def add_batch(
    connection: sqlite3.Connection,
    batch_seq: int,
    stream_id: int,
    file_id: int,
    rows: int,
    occurred: tuple[datetime | None, datetime | None],
    fetched_at: datetime,
) -> None:
    """Enter a batch: where its rows lie, from when to when they occurred, when they came."""
    connection.execute(
        "insert into batches (batch_seq, stream_id, file_id, rows, occurred_min, occurred_max,"
        " fetched_at) values (?, ?, ?, ?, ?, ?, ?)",
        (
            batch_seq,
            stream_id,
            file_id,
            rows,
            stored_text(occurred[0]),
            stored_text(occurred[1]),
            stored_text(fetched_at),
        ),
    )


def move_cursor(
    connection: sqlite3.Connection, stream_id: int, cursor: str, remembers: str
) -> None:
    """Note where a stream stands, as JSON text, and what it remembers."""
    connection.execute(
        "update streams set cursor = ?, remembers = ? where stream_id = ?",
        (cursor, remembers, stream_id),
    )


def remember(
    connection: sqlite3.Connection,
    stream_id: int,
    keys: Iterable[str],
    hashes: Iterable[bytes],
    numbers: Iterable[int],
) -> None:
    """Keep key, payload hash and batch number of what landed last under each key."""
    connection.executemany(
        "insert into records values (?, ?, ?, ?) on conflict do update set"
        " payload_hash = excluded.payload_hash, batch_seq = excluded.batch_seq"
        " where excluded.batch_seq >= batch_seq",
        zip(repeat(stream_id), keys, hashes, numbers),
    )


def move_days(connection: sqlite3.Connection, stream_id: int, hashes: Mapping[str, bytes]) -> None:
    """Note that what landed before under these keys was said again, of a newer day."""
    connection.executemany(
        "update records set payload_hash = ?3 where stream_id = ?1 and record_key = ?2",
        ((stream_id, key, known) for key, known in sorted(hashes.items())),
    )


def note_shapes(
    connection: sqlite3.Connection,
    stream_id: int,
    batch_seq: int,
    now: Mapping[tuple[str, str], int],
) -> list[ShapeChange]:
    """Add what a batch showed to what the stream showed before; return the differences."""
    before = {
        (path, kind): count
        for path, kind, count in connection.execute(
            "select path, type, records from shapes where stream_id = ?", (stream_id,)
        )
    }
    connection.executemany(
        "insert into shapes values (?1, ?2, ?3, ?4, ?5, ?5) on conflict do update set"
        " records = records + excluded.records, last_batch_seq = excluded.last_batch_seq",
        [(stream_id, path, kind, count, batch_seq) for (path, kind), count in now.items()],
    )
    return compare(before, now)


def stored_text(instant: datetime | None) -> str | None:
    """An instant (aware, or naive UTC) as the log stores it: naive UTC as ISO text that sorts."""
    if instant is None:
        return None
    utc = instant.astimezone(UTC) if instant.tzinfo else instant
    return utc.replace(tzinfo=None).isoformat(timespec="microseconds")
