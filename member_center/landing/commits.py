"""One page into the landing: leave out what is known, write the file, record it all at once."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import repeat
from pathlib import Path

from member_center.landing import columns, entries
from member_center.landing.asof import LATE, day_of, is_late
from member_center.landing.batches import PageOf
from member_center.landing.by_column import encode_columns, observe_columns
from member_center.landing.encoding import HASH_BYTES, Envelope, Notes, Rows, encode_all, to_parquet
from member_center.landing.errors import AccountChanged
from member_center.landing.files import make_private_directory, write_durably
from member_center.landing.records import LandingRecord, ProtectedColumns, ProtectedRecords, Receipt
from member_center.landing.shapes import ShapeReader

KEYS_PER_QUERY = 900


def commit_page(
    connection: sqlite3.Connection,
    directory: Path,
    page: PageOf,
    records: Sequence[LandingRecord] | ProtectedRecords | ProtectedColumns,
    shapes: ShapeReader,
) -> Receipt:
    """Do the work of ``Landing.commit`` inside the caller's transaction."""
    refuse_other_account(connection, page.source, page.stream, page.account)
    stream_id = entries.add_stream(connection, page.source, page.stream, page.account)
    if not isinstance(records, ProtectedRecords | ProtectedColumns):
        records = ProtectedRecords.of(records)
    rows = _encoded(records)
    known = _known_hashes(connection, stream_id, page, rows.keys)
    if known is not None and (late := _set_apart_late(rows, known)):
        known |= _known_hashes(connection, stream_id, page, late) or {}
    new, moved = _changed(rows, known)
    entries.move_days(connection, stream_id, moved)
    entries.move_cursor(connection, stream_id, json.dumps(page.cursor), page.remembers)
    if not new:
        return Receipt(None, 0, len(records))
    landing = rows if len(new) == len(rows) else rows.at(new)
    batch_seq = _next_batch_seq(connection)
    file_id = _write_file(connection, directory, page, batch_seq, landing)
    entries.add_batch(
        connection, batch_seq, stream_id, file_id, len(new), landing.span, page.fetched_at
    )
    if known is not None:
        # In the order of the index, so that neighbours share its pages; a later row of a key wins.
        last = sorted(set(landing.keys))
        said = map(known.__getitem__, last)
        entries.remember(connection, stream_id, last, said, repeat(batch_seq))
    now = _observed(records, new, shapes)
    changes = entries.note_shapes(connection, stream_id, batch_seq, now)
    return Receipt(batch_seq, len(new), len(records) - len(new), tuple(changes))


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


def _encoded(records: ProtectedRecords | ProtectedColumns) -> Rows:
    if isinstance(records, ProtectedColumns):
        texts, hashes = encode_columns(records.fields)
        instants = [_microseconds(one) for one in records.occurred.values]
        occurred = list(map(instants.__getitem__, records.occurred.codes))
        return Rows(list(records.keys), occurred, texts, hashes, [b""] * len(hashes))
    encoded, hashes = encode_all(records.payloads, records.texts)
    return Rows(
        list(records.keys),
        list(map(_microseconds, records.occurred)),
        columns.texts(encoded),
        hashes,
        list(map(day_of, records.payloads)),
    )


def _microseconds(instant: datetime | None) -> int | None:
    return None if instant is None else columns.microseconds(instant)


def _set_apart_late(rows: Rows, known: Mapping[str, bytes]) -> list[str]:
    """Give records that speak of an older day than is known keys of their own; return these."""
    late = []
    for place, day in enumerate(rows.days):
        if day and is_late(known.get(rows.keys[place]), day):
            rows.keys[place] += LATE
            late.append(rows.keys[place])
    return late


def _changed(rows: Rows, known: dict[str, bytes] | None) -> tuple[list[int], dict[str, bytes]]:
    """The places of what is to land, and keys that land nothing but are said of a newer day."""
    if known is None:
        return list(range(len(rows))), {}
    new, moved = [], {}
    for place, (key, digest, day) in enumerate(zip(rows.keys, rows.hashes, rows.days, strict=True)):
        before = known.get(key, b"")
        known[key] = digest + day
        if before[:HASH_BYTES] != digest:
            new.append(place)
        elif known[key] > before:
            moved[key] = known[key]
    return new, moved


def _observed(
    records: ProtectedRecords | ProtectedColumns, places: Sequence[int], shapes: ShapeReader
) -> Counter[tuple[str, str]]:
    if isinstance(records, ProtectedColumns):
        fields = records.fields
        if len(places) < len(records):
            fields = [(name, column.at(places)) for name, column in fields]
        return observe_columns(fields, len(places))
    return shapes.observe(map(records.payloads.__getitem__, places))


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
