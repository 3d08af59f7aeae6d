"""Removing what no committed batch needs, and refusing when log and files do not fit together.

Runs under the log's write lock: whatever the log does not name then is a leftover of a killed
process. Such a leftover carries at most the next batch number; a higher one means that the log is
older than the files, and removing them would lose data. A whole file of the next number is taken
in: it may have been committed before the log was set back by one, and says all that its commit
would have said.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from member_center.landing import index
from member_center.landing.entering import enter_file, read_file
from member_center.landing.entries import stored_text
from member_center.landing.errors import StateLost
from member_center.landing.files import TEMPORARY_SUFFIX, remove_durably
from member_center.landing.shapes import ShapeReader

WINDOW_KEPT = timedelta(days=400)
"""Hashes of re-pulled windows are kept this long after they landed: longer than any look-back."""


def sweep(
    connection: sqlite3.Connection, home: Path, directory: Path, only: Path | None = None
) -> list[Path]:
    """Remove temporaries and unnamed files below the landing directory; return their paths.

    A whole file of the page after the last one is entered into the log instead.

    Args:
        connection: Inside a transaction of the log.
        home: What the paths in the log are relative to.
        directory: The landing directory.
        only: The folder of one stream, to look at that one alone.
    """
    last = connection.execute("select max(batch_seq) from batches").fetchone()[0] or 0
    sizes = {
        home / path: size for path, size in connection.execute("select path, bytes from files")
    }
    pattern = "*.parquet" if only else "*/*/*.parquet"
    present = set((only or directory).glob(pattern))
    named = {path for path in sizes if only is None or path.parent == only}
    _refuse_if_gone(home, {path for path in named if not _is_whole(path, sizes[path])})
    _refuse_if_younger(home, present - named, last)
    adopted = _adopt(connection, home, present - named, last + 1)
    leftovers = (present - named - adopted) | set((only or directory).rglob("*" + TEMPORARY_SUFFIX))
    if leftovers:
        index.write(connection, directory)
        remove(leftovers)
    return sorted(leftovers)


def remove(paths: Iterable[Path]) -> None:
    """Remove files durably, those that are already gone included."""
    for path in sorted(paths):
        remove_durably(path)


def damaged(rows: Iterable[sqlite3.Row], home: Path) -> list[Path]:
    """The files of the log whose content is not what was written; reads every byte."""
    return [path for row in rows if not _is_intact(path := home / row["path"], row["sha256"])]


def forget_old_windows(connection: sqlite3.Connection) -> int:
    """Drop the hashes of streams that remember only a window, once they are 400 days old."""
    newest = connection.execute("select max(fetched_at) from batches").fetchone()[0]
    if newest is None:
        return 0
    before = stored_text(datetime.fromisoformat(newest) - WINDOW_KEPT)
    old = connection.execute(
        "select stream_id, max(batch_seq) from batches join streams using (stream_id)"
        " where remembers = 'window' and batches.fetched_at < ? group by stream_id",
        (before,),
    ).fetchall()
    return sum(
        connection.execute(
            "delete from records where stream_id = ? and batch_seq <= ?", tuple(row)
        ).rowcount
        for row in old
    )


def batch_number(path: Path) -> int:
    """The batch number a landing file is named after: its first batch, when it holds several."""
    return int(path.name.partition(".")[0].partition("-")[0])


def _adopt(
    connection: sqlite3.Connection, home: Path, unnamed: set[Path], number: int
) -> set[Path]:
    following = [path for path in unnamed if batch_number(path) == number]
    file = read_file(following[0]) if len(following) == 1 else None
    if file is None or file.batches != (number,):
        return set()
    enter_file(connection, home, file, ShapeReader())
    return {file.path}


def _is_whole(path: Path, size: int) -> bool:
    return path.is_file() and path.stat().st_size == size


def _is_intact(path: Path, sha256: str) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256


def _refuse_if_gone(home: Path, gone: set[Path]) -> None:
    if gone:
        raise StateLost(
            f"{len(gone)} landing files that state.db names are gone or cut short, first"
            f" {min(gone).relative_to(home)}. Nothing was removed. Next step: put landing/ and"
            " state.db of one moment back together; or run again, or `mdc landing rebuild`: what"
            " is lost is pulled again."
        )


def _refuse_if_younger(home: Path, unnamed: set[Path], last: int) -> None:
    younger = [path for path in unnamed if batch_number(path) > last + 1]
    if younger:
        raise StateLost(
            f"state.db ends at batch {last}, but {len(younger)} landing files are younger, up to"
            f" {max(younger).relative_to(home)}: it is an older copy. Nothing was removed. Next"
            " step: put the right state.db back; or run again, or `mdc landing rebuild`: it is"
            " made anew from the files."
        )
