"""One page into the landing: leave out what is known, write the file, record it all at once."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path

from member_center.landing import entries
from member_center.landing.asof import DAY_FIELD, LATE, day_of, is_late
from member_center.landing.batches import PageOf
from member_center.landing.encoding import HASH_BYTES, Envelope, Notes, Rows, encode, to_parquet
from member_center.landing.errors import AccountChanged
from member_center.landing.files import make_private_directory, write_durably
from member_center.landing.records import LandingRecord, ProtectedRecord, Receipt
from member_center.landing.shapes import ShapeReader

KEYS_PER_QUERY = 900


def commit_page(
    connection: sqlite3.Connection,
    directory: Path,
    page: PageOf,
    records: Sequence[LandingRecord],
    shapes: ShapeReader,
) -> Receipt:
    """Do the work of ``Landing.commit`` inside the caller's transaction."""
    refuse_other_account(connection, page.source, page.stream, page.account)
    stream_id = entries.add_stream(connection, page.source, page.stream, page.account)
    known = _known_hashes(connection, stream_id, page, [record.key for record in records])
    if known is not None:
        records = _with_late_keys(records, known)
        late = [record.key for record in records if record.key.endswith(LATE)]
        known |= _known_hashes(connection, stream_id, page, late) or {}
    rows, landed, moved = _changed(records, known)
    entries.move_days(connection, stream_id, moved)
    entries.move_cursor(connection, stream_id, json.dumps(page.cursor), page.remembers)
    if not landed:
        return Receipt(None, 0, len(records))
    batch_seq = _next_batch_seq(connection)
    file_id = _write_file(connection, directory, page, batch_seq, rows)
    occurred = [instant for instant in rows.occurred if instant is not None]
    if any(instant.tzinfo is None for instant in occurred):
        raise ValueError(f"{page.source}/{page.stream}: occurred_at needs a time zone.")
    span = (min(occurred, default=None), max(occurred, default=None))
    entries.add_batch(connection, batch_seq, stream_id, file_id, len(landed), span, page.fetched_at)
    if known is not None:
        # In the order of the index, so that neighbours share its pages; a later row of a key wins.
        last = sorted(set(rows.keys))
        entries.remember(connection, stream_id, ((key, known[key], batch_seq) for key in last))
    now = shapes.observe(record.payload for record in landed)
    changes = entries.note_shapes(connection, stream_id, batch_seq, now)
    return Receipt(batch_seq, len(landed), len(records) - len(landed), tuple(changes))


def refuse_other_account(
    connection: sqlite3.Connection, source: str, stream: str, account: str
) -> None:
    """Raise AccountChanged if the home holds the stream of another account."""
    found = connection.execute(
        "select account from streams where source = ? and stream = ?", (source, stream)
    ).fetchone()
    if found is not None and found[0] != account:
        raise AccountChanged(
            f"{source}/{stream} of this home belongs to account {found[0]}, but {account} is"
            " configured. Set the account back, or give the new one a home of its own (MDC_HOME)."
        )


def _known_hashes(
    connection: sqlite3.Connection,
    stream_id: int,
    page: PageOf,
    wanted: Sequence[str],
) -> dict[str, bytes] | None:
    if page.remembers == "none":
        return None
    keys = sorted(set(wanted))
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


def _with_late_keys(
    records: Sequence[LandingRecord], known: Mapping[str, bytes]
) -> Sequence[LandingRecord]:
    """The records, with those that speak of an older day than is known under keys of their own."""
    if not records or DAY_FIELD not in records[0].payload:
        return records
    return [
        ProtectedRecord(one.key + LATE, one.payload, one.occurred_at, getattr(one, "text", b""))
        if is_late(known.get(one.key), day_of(one.payload))
        else one
        for one in records
    ]


def _changed(
    records: Sequence[LandingRecord], known: dict[str, bytes] | None
) -> tuple[Rows, list[LandingRecord], dict[str, bytes]]:
    """What is to land, and keys that land nothing but are said of a newer day."""
    rows, landed, moved = Rows(), [], {}
    for record in records:
        key, payload, occurred_at = record.key, record.payload, record.occurred_at
        text, digest = encode(payload, getattr(record, "text", b""))
        if known is not None:
            before = known.get(key, b"")
            known[key] = digest + day_of(payload)
            if before[:HASH_BYTES] == digest:
                if known[key] > before:
                    moved[key] = known[key]
                continue
        rows.keys.append(key)
        rows.occurred.append(occurred_at)
        rows.texts.append(text)
        rows.hashes.append(digest)
        landed.append(record)
    return rows, landed, moved


def _next_batch_seq(connection: sqlite3.Connection) -> int:
    last = connection.execute("select max(batch_seq) from batches").fetchone()[0]
    return (last or 0) + 1


def _write_file(
    connection: sqlite3.Connection, directory: Path, page: PageOf, batch_seq: int, rows: Rows
) -> int:
    envelope = Envelope(batch_seq, page.source, page.stream, page.account, page.fetched_at)
    path = directory / page.source / page.stream / f"{batch_seq:012d}.parquet"
    content = to_parquet(rows, envelope, Notes(page.cursor, page.remembers))
    make_private_directory(path.parent)
    sha256 = write_durably(path, content)
    return entries.add_file(connection, directory.parent, path, len(rows), len(content), sha256)
