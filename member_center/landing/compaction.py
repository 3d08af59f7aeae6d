"""Many small files into few, without changing what any row or the log says.

Only batches that passed their checks are merged, and never withheld ones. New files are written
first, then one transaction points the batches at them; the old files are removed last. A kill in
between leaves files that the log does not name, which the sweep removes.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from member_center.landing.encoding import Notes, notes_of, table_to_bytes
from member_center.landing.entries import add_file
from member_center.landing.files import write_durably

MERGED_ROWS = 200_000
"""Rows of a merged file at most: what fits in about 150 MiB of memory while it is written."""

CURSORS_BYTES = 256 * 1024
"""What the cursors of a merged file's batches may take: some streams have long ones."""

MERGEABLE = """
select file_id, path, files.rows
from files join batches using (file_id) join streams using (stream_id)
where source = ? and stream = ? and files.rows <= ?
group by file_id
having min(is_checked) = 1 and count(withheld_because) = 0
order by min(batch_seq)
"""


def compact(
    connection: sqlite3.Connection, home: Path, source: str, stream: str, min_files: int
) -> list[Path]:
    """Merge small files once there are enough; return the files that are no longer needed."""
    small = connection.execute(MERGEABLE, (source, stream, MERGED_ROWS // 2)).fetchall()
    if len(small) < min_files:
        return []
    superseded: list[Path] = []
    for group in _groups(small):
        if len(group) > 1:
            superseded += _merge(connection, home, group)
    return superseded


def split_out(connection: sqlite3.Connection, home: Path, batch_seq: int) -> list[Path]:
    """Give a batch that shares a file a file of its own, so that it can be left out of the index.

    Returns:
        The shared file, if there was one: its rows now lie in two others.
    """
    shared = connection.execute(
        "select file_id, path from files where file_id in (select file_id from batches"
        " where batch_seq = ?) and (select count(*) from batches where batches.file_id ="
        " files.file_id) > 1",
        (batch_seq,),
    ).fetchone()
    if shared is None:
        return []
    table = pq.read_table(home / shared["path"])
    alone = pc.equal(table.column("batch_seq"), batch_seq)
    for rows in (table.filter(alone), table.filter(pc.invert(alone))):
        _store(connection, home / shared["path"], rows, notes_of(table))
    connection.execute("delete from files where file_id = ?", (shared["file_id"],))
    return [home / shared["path"]]


def _groups(files: Sequence[sqlite3.Row]) -> Iterator[Sequence[sqlite3.Row]]:
    group: list[sqlite3.Row] = []
    for file in files:
        if sum(one["rows"] for one in group) + file["rows"] > MERGED_ROWS:
            yield group
            group = []
        group.append(file)
    yield group


def _merge(connection: sqlite3.Connection, home: Path, group: Sequence[sqlite3.Row]) -> list[Path]:
    tables = [pq.read_table(home / file["path"]) for file in group]
    merged = pa.concat_tables([table.replace_schema_metadata(None) for table in tables])
    cursors = {number: cursor for table in tables for number, cursor in _cursors(table).items()}
    notes = replace(notes_of(tables[-1]), cursors=_newest(cursors))
    _store(connection, home / group[0]["path"], merged, notes)
    marks = ",".join("?" * len(group))
    connection.execute(
        f"delete from files where file_id in ({marks})", [file["file_id"] for file in group]
    )
    return [home / file["path"] for file in group]


def _cursors(table: pa.Table) -> dict[int, Any]:
    """The cursor after each batch of a file."""
    notes = notes_of(table)
    return {pc.max(table.column("batch_seq")).as_py(): notes.cursor, **notes.cursors}


def _newest(cursors: Mapping[int, Any]) -> dict[int, Any]:
    """As many of the newest cursors as are worth their space; an older one does as well."""
    kept: dict[int, Any] = {}
    left = CURSORS_BYTES
    for number in sorted(cursors, reverse=True):
        left -= len(json.dumps(cursors[number]))
        if kept and left < 0:
            break
        kept[number] = cursors[number]
    return kept


def _store(connection: sqlite3.Connection, beside: Path, table: pa.Table, notes: Notes) -> None:
    numbers = sorted(table.column("batch_seq").unique().to_pylist())
    path = _free_name(beside, numbers[0], numbers[-1])
    content = table_to_bytes(table, notes)
    sha256 = write_durably(path, content)
    home = beside.parents[3]
    file_id = add_file(connection, home, path, table.num_rows, len(content), sha256)
    connection.executemany(
        "update batches set file_id = ? where batch_seq = ?",
        [(file_id, number) for number in numbers],
    )


def _free_name(beside: Path, first: int, last: int) -> Path:
    """A name that no file bears, so that the old content stays until the transaction is through."""
    attempt = 0
    while True:
        path = beside.with_name(f"{first:012d}-{last:012d}.{attempt}.parquet")
        if not path.exists():
            return path
        attempt += 1
