"""Removing what no committed batch needs, and refusing when log and files do not fit together.

Runs under the log's write lock: whatever the log does not name then is a leftover of a killed
process. Such a leftover carries at most the next batch number; a higher one means that the log is
older than the files, and removing them would lose data.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from member_center.landing.errors import StateUnusable
from member_center.landing.files import TEMPORARY_SUFFIX, remove_durably


def sweep(connection: sqlite3.Connection, home: Path, directory: Path) -> list[Path]:
    """Remove temporaries and unnamed files below the landing directory; return their paths."""
    named = {home / row["path"] for row in connection.execute("select path from files")}
    last = connection.execute("select max(batch_seq) from batches").fetchone()[0] or 0
    present = set(directory.glob("*/*/*.parquet"))
    _refuse_if_torn(home, named - present, present - named, last)
    leftovers = sorted((present - named) | set(directory.rglob("*" + TEMPORARY_SUFFIX)))
    remove(leftovers)
    return leftovers


def remove(paths: Iterable[Path]) -> None:
    """Remove files durably, those that are already gone included."""
    for path in paths:
        remove_durably(path)


def batch_number(path: Path) -> int:
    """The batch number a landing file is named after: its first batch, when it holds several."""
    return int(path.name.partition(".")[0].partition("-")[0])


def _refuse_if_torn(home: Path, gone: set[Path], unnamed: set[Path], last: int) -> None:
    if gone:
        raise StateUnusable(
            f"{len(gone)} landing files are gone that state.db names, first"
            f" {min(gone).relative_to(home)}. Nothing was removed. Next step: put landing/ and"
            " state.db of one moment back together, or run `mdc landing rebuild`."
        )
    younger = [path for path in unnamed if batch_number(path) > last + 1]
    if younger:
        raise StateUnusable(
            f"state.db ends at batch {last}, but {len(younger)} landing files are younger, up to"
            f" {max(younger).relative_to(home)}: it is an older copy. Nothing was removed. Next"
            " step: put the right state.db back, or run `mdc landing rebuild`."
        )
