"""One page into the landing: leave out what is known, write the file, record it all at once."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from member_center.landing.batches import PageOf, stored_text
from member_center.landing.encoding import Envelope, Rows, encode, to_parquet
from member_center.landing.errors import AccountChanged, LandingWriteFailed
from member_center.landing.files import make_private_directory, write_durably
from member_center.landing.records import LandingRecord, Receipt
from member_center.landing.shapes import ShapeChange, ShapeReader, compare

KEYS_PER_QUERY = 900


def commit_page(
    connection: sqlite3.Connection,
    directory: Path,
    page: PageOf,
    records: Sequence[LandingRecord],
    shapes: ShapeReader,
) -> Receipt:
    """Do the work of ``Landing.commit`` inside the caller's transaction."""
    stream_id = _stream_id(connection, page)
    known = _known_hashes(connection, stream_id, page, records)
    rows, landed = _changed(records, known)
    _move_cursor(connection, stream_id, page, len(rows))
    if not rows:
        return Receipt(None, 0, len(records))
    batch_seq = _next_batch_seq(connection)
    _write_file(connection, directory, page, batch_seq, rows, stream_id)
    if page.remembers != "none":
        connection.executemany(
            "insert or replace into records values (?, ?, ?, ?)",
            [
                (stream_id, key, digest, batch_seq)
                for key, digest in zip(rows.keys, rows.hashes, strict=True)
            ],
        )
    changes = _note_shapes(connection, stream_id, batch_seq, landed, shapes)
    return Receipt(batch_seq, len(rows), len(records) - len(rows), tuple(changes))


def _stream_id(connection: sqlite3.Connection, page: PageOf) -> int:
    found = connection.execute(
        "select stream_id, account from streams where source = ? and stream = ?",
        (page.source, page.stream),
    ).fetchone()
    if found is None:
        return int(
            connection.execute(
                "insert into streams (source, stream, account) values (?, ?, ?)"
                " returning stream_id",
                (page.source, page.stream, page.account),
            ).fetchone()[0]
        )
    if found["account"] != page.account:
        raise AccountChanged(
            f"{page.source}/{page.stream} of this home belongs to account {found['account']}, but"
            f" {page.account} is configured. Set the account back, or give the new one a home of"
            " its own (MDC_HOME)."
        )
    return int(found["stream_id"])


def _known_hashes(
    connection: sqlite3.Connection,
    stream_id: int,
    page: PageOf,
    records: Sequence[LandingRecord],
) -> dict[str, bytes] | None:
    if page.remembers == "none":
        return None
    keys = list({record.key for record in records})
    known: dict[str, bytes] = {}
    for start in range(0, len(keys), KEYS_PER_QUERY):
        some = keys[start : start + KEYS_PER_QUERY]
        marks = ",".join("?" * len(some))
        known.update(
            connection.execute(
                "select record_key, payload_hash from records"
                f" where stream_id = ? and record_key in ({marks})",
                (stream_id, *some),
            ).fetchall()
        )
    return known


def _changed(
    records: Sequence[LandingRecord], known: dict[str, bytes] | None
) -> tuple[Rows, list[LandingRecord]]:
    rows, landed = Rows(), []
    for record in records:
        key, payload, occurred_at = record.key, record.payload, record.occurred_at
        text, digest = encode(payload)
        if known is not None:
            if known.get(key) == digest:
                continue
            known[key] = digest
        rows.keys.append(key)
        rows.occurred.append(occurred_at)
        rows.texts.append(text)
        rows.hashes.append(digest)
        landed.append(record)
    return rows, landed


def _next_batch_seq(connection: sqlite3.Connection) -> int:
    last = connection.execute("select max(batch_seq) from batches").fetchone()[0]
    return (last or 0) + 1


def _write_file(
    connection: sqlite3.Connection,
    directory: Path,
    page: PageOf,
    batch_seq: int,
    rows: Rows,
    stream_id: int,
) -> None:
    envelope = Envelope(batch_seq, page.source, page.stream, page.account, page.fetched_at)
    folder = directory / page.source / page.stream
    path = folder / f"{batch_seq:012d}.parquet"
    content = to_parquet(rows, envelope, page.cursor)
    try:
        make_private_directory(folder)
        sha256 = write_durably(path, content)
    except OSError as error:
        raise LandingWriteFailed(
            f"{path}: {error.strerror}. Nothing of this page was kept; make room or mend the"
            " folder, then run again: the pull goes on where it stopped."
        ) from error
    file_id = connection.execute(
        "insert into files (path, rows, bytes, sha256) values (?, ?, ?, ?) returning file_id",
        (path.relative_to(directory.parent).as_posix(), len(rows), len(content), sha256),
    ).fetchone()[0]
    instants = [instant for instant in rows.occurred if instant is not None]
    connection.execute(
        "insert into batches (batch_seq, stream_id, file_id, rows, occurred_min, occurred_max,"
        " fetched_at) values (?, ?, ?, ?, ?, ?, ?)",
        (
            batch_seq,
            stream_id,
            file_id,
            len(rows),
            stored_text(min(instants, default=None)),
            stored_text(max(instants, default=None)),
            stored_text(page.fetched_at),
        ),
    )


def _move_cursor(connection: sqlite3.Connection, stream_id: int, page: PageOf, landed: int) -> None:
    connection.execute(
        "update streams set cursor = ?, records = records + ? where stream_id = ?",
        (json.dumps(page.cursor), landed, stream_id),
    )


def _note_shapes(
    connection: sqlite3.Connection,
    stream_id: int,
    batch_seq: int,
    records: Sequence[LandingRecord],
    shapes: ShapeReader,
) -> list[ShapeChange]:
    before = {
        (path, kind): count
        for path, kind, count in connection.execute(
            "select path, type, records from shapes where stream_id = ?", (stream_id,)
        )
    }
    now = shapes.observe(record.payload for record in records)
    connection.executemany(
        "insert into shapes values (?1, ?2, ?3, ?4, ?5, ?5) on conflict do update set"
        " records = records + excluded.records, last_batch_seq = excluded.last_batch_seq",
        [(stream_id, path, kind, count, batch_seq) for (path, kind), count in now.items()],
    )
    return compare(before, now)
