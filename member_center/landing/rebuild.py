"""A new commit log from the landing files, for a home whose ``state.db`` is lost, old or damaged.

Every file carries its batch numbers, keys and hashes, and the cursor that held after it, so only
three things are lost: which batches were checked or withheld, and cursor moves of pages that
brought nothing new. Those pages are pulled again, and land nothing again. A complete file that the
old log did not name counts as committed here, since its cursor says that it is part of the stream.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from member_center.landing import entries
from member_center.landing.encoding import notes_of
from member_center.landing.errors import StateUnusable
from member_center.landing.files import sync_directory
from member_center.landing.leases import lease
from member_center.landing.log import CommitLog
from member_center.landing.shapes import ShapeReader

LOG_SUFFIXES = ("", "-wal", "-shm")
Stream = tuple[str, str]
Claims = dict[int, "LandingFile"]


@dataclass(frozen=True, slots=True)
class LandingFile:
    """A whole landing file and the batches in it."""

    path: Path
    stream: Stream
    batches: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild found.

    Attributes:
        batches: Batches in the new log; all of them wait for their checks.
        left_out: Files that are not part of it: torn, superseded, or of a page never committed.
        set_aside: Where the old log lies now, if there was one.
    """

    batches: int
    left_out: tuple[Path, ...]
    set_aside: Path | None


def rebuild_state(home: Path) -> Rebuilt:
    """Make ``state.db`` anew from the files below ``landing/``; the old one is kept beside it.

    Killed at any instant, it can be run again.

    Args:
        home: The home whose log is unusable; nobody else may be using it.

    Raises:
        LeaseHeld: A stream is being pulled.
        StateUnusable: Two files claim one batch in a way that no crash explains.
    """
    folders = sorted(path for path in (home / "landing").glob("*/*") if path.is_dir())
    with ExitStack() as leases:
        for folder in folders:
            leases.enter_context(lease(home / "leases", folder.parent.name, folder.name))
        found = sorted(path for folder in folders for path in folder.glob("*.parquet"))
        claims = _claims([file for path in found if (file := _read(path)) is not None])
        fresh = home / "state.db.rebuilding"
        _remove_log(fresh)
        log = CommitLog(fresh, before_creation=lambda: None)
        try:
            _fill(log, home, claims)
        finally:
            log.close()
        set_aside = _swap(home / "state.db", fresh)
    kept = {file.path for file in claims.values()}
    return Rebuilt(len(claims), tuple(path for path in found if path not in kept), set_aside)


def _read(path: Path) -> LandingFile | None:
    try:
        table = pq.read_table(path, columns=["batch_seq"], partitioning=None)
    except (OSError, pa.ArrowInvalid):
        return None
    numbers = sorted(table.column("batch_seq").unique().to_pylist())
    return LandingFile(path, (path.parent.parent.name, path.parent.name), tuple(numbers))


def _claims(files: list[LandingFile]) -> Claims:
    """Which file holds each batch.

    A merged file wins over the files it was merged from. When two streams claim a number, the file
    that is the newest of its stream was never committed; its page is pulled again.
    """
    newest: dict[Stream, int] = defaultdict(int)
    for file in files:
        newest[file.stream] = max(newest[file.stream], file.batches[-1])

    def may_be_uncommitted(file: LandingFile) -> bool:
        return file.batches == (newest[file.stream],)

    claims: Claims = {}
    for file in sorted(files, key=lambda file: (-len(file.batches), file.path)):
        rivals = [claims[number] for number in file.batches if number in claims]
        is_superseded = len(rivals) == len(file.batches) and rivals[0].stream == file.stream
        if not rivals or (all(map(may_be_uncommitted, rivals)) and not may_be_uncommitted(file)):
            claims |= dict.fromkeys(file.batches, file)
        elif not (is_superseded or may_be_uncommitted(file)):
            raise StateUnusable(
                f"{file.path} and {rivals[0].path} hold the same batches in a way that no crash"
                " explains. Restore landing/ and state.db of one moment from a backup."
            )
    return claims


def _fill(log: CommitLog, home: Path, claims: Claims) -> None:
    shapes = ShapeReader()
    files = sorted(set(claims.values()), key=lambda file: file.batches)
    with log.transaction() as connection:
        for file in files:
            _enter(connection, home, file, shapes)


def _enter(
    connection: sqlite3.Connection, home: Path, file: LandingFile, shapes: ShapeReader
) -> None:
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
        keys, hashes, numbers = (
            table.column(name).to_pylist() for name in ("record_key", "payload_hash", "batch_seq")
        )
        entries.remember(
            connection, stream_id, zip(keys, map(bytes.fromhex, hashes), numbers, strict=True)
        )


def _swap(state: Path, fresh: Path) -> Path | None:
    set_aside = None
    if state.exists():
        tries = (state.with_name(f"{state.name}.damaged-{number}") for number in count(1))
        set_aside = next(path for path in tries if not path.exists())
        for suffix in LOG_SUFFIXES:
            old = state.with_name(state.name + suffix)
            if old.exists():
                old.rename(set_aside.with_name(set_aside.name + suffix))
    fresh.replace(state)
    sync_directory(state.parent)
    return set_aside


def _remove_log(path: Path) -> None:
    for suffix in LOG_SUFFIXES:
        path.with_name(path.name + suffix).unlink(missing_ok=True)
