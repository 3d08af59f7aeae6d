"""A new commit log from the landing files, for a home whose ``state.db`` is lost, old or damaged.

Every file carries its batch numbers, keys and hashes, and the cursor that held after it, so only
two things are lost: which batches were checked, and cursor moves of pages that brought nothing new.
Those pages are pulled again, and land nothing again. Which batches were withheld is read from the
old log, or from the index that left them out. A complete file that the old log did not name counts
as committed here, since its cursor says that it is part of the stream. Where committed batches are
gone with their files, their streams begin again: what is still there is not landed twice.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from member_center.landing import index
from member_center.landing.entering import LandingFile, Stream, enter_file, read_file
from member_center.landing.errors import StateUnusable
from member_center.landing.files import make_private_directory, sync_directory
from member_center.landing.leases import lease
from member_center.landing.log import SUSPECT, CommitLog
from member_center.landing.shapes import ShapeReader

LOG_SUFFIXES = ("", "-wal", "-shm")
SET_ASIDE = Path("quarantine") / "landing"
Claims = dict[int, LandingFile]


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild found.

    Attributes:
        batches: Batches in the new log; all of them wait for their checks.
        left_out: Files that are not part of it: torn, superseded, or of a page never committed.
        set_aside: Where the old log lies now, if there was one.
        begin_again: Streams that lost batches, as ``<source>/<stream>``: pulled from the start.
    """

    batches: int
    left_out: tuple[Path, ...]
    set_aside: Path | None
    begin_again: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Remembered:
    """What the old log still says, as far as it can be read."""

    batches: Mapping[int, Stream] = field(default_factory=dict)
    withheld: Mapping[int, str] = field(default_factory=dict)
    hashes: Mapping[str, str] = field(default_factory=dict)


def rebuild_state(home: Path) -> Rebuilt:
    """Make ``state.db`` anew from the files below ``landing/``; the old one is kept beside it.

    Killed at any instant, it can be run again. Files that cannot be read, or are not
    what the old log says was written, are moved to ``quarantine/landing/``.

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
        remembered = _remembered(home)
        read = {path: _trusted(path, home, remembered) for path in found}
        claims = _claims([file for file in read.values() if file is not None])
        torn = [path for path, file in read.items() if file is None]
        lost = {stream for seq, stream in remembered.batches.items() if seq not in claims}
        lost |= {(path.parent.parent.name, path.parent.name) for path in torn}
        fresh = home / "state.db.rebuilding"
        _remove_log(fresh)
        log = CommitLog(fresh, before_creation=lambda: None)
        try:
            _fill(log, home, claims, lost, remembered.withheld)
        finally:
            log.close()
        set_aside = _swap(home / "state.db", fresh)
        _put_away(home, torn)
    kept = {file.path for file in claims.values()}
    return Rebuilt(
        len(claims),
        tuple(path for path in found if path not in kept),
        set_aside,
        tuple(sorted("/".join(stream) for stream in lost)),
    )


def _remembered(home: Path) -> _Remembered:
    """Ask the old log, and the index about what it left out; either may be unreadable."""
    withheld = index.withheld(home / "landing" / index.NAME)
    state = home / "state.db"
    if not state.exists():
        return _Remembered(withheld=withheld)
    try:
        with closing(sqlite3.connect(state)) as old:
            rows = old.execute(
                "select batch_seq, source, stream, withheld_because from batches"
                " join streams using (stream_id)"
            ).fetchall()
            hashes = dict(old.execute("select path, sha256 from files").fetchall())
    except sqlite3.DatabaseError:
        return _Remembered(withheld=withheld)
    withheld |= {seq: reason for seq, _, _, reason in rows if reason is not None}
    batches = {seq: (source, name) for seq, source, name, _ in rows}
    return _Remembered(batches, withheld, hashes)


def _trusted(path: Path, home: Path, remembered: _Remembered) -> LandingFile | None:
    expected = remembered.hashes.get(path.relative_to(home).as_posix())
    if expected and hashlib.sha256(path.read_bytes()).hexdigest() != expected:
        return None
    return read_file(path)


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


def _fill(
    log: CommitLog,
    home: Path,
    claims: Claims,
    lost: Collection[Stream],
    withheld: Mapping[int, str],
) -> None:
    shapes = ShapeReader()
    files = sorted(set(claims.values()), key=lambda file: file.batches)
    with log.transaction() as connection:
        for file in files:
            enter_file(connection, home, file, shapes)
        connection.executemany(
            "update batches set withheld_because = ? where batch_seq = ?",
            [(reason, seq) for seq, reason in withheld.items()],
        )
        connection.executemany(
            "update streams set cursor = null where source = ? and stream = ?", sorted(lost)
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
    state.with_name(state.name + SUSPECT).unlink(missing_ok=True)
    sync_directory(state.parent)
    return set_aside


def _put_away(home: Path, torn: Collection[Path]) -> None:
    for path in torn:
        folder = home / SET_ASIDE / path.parent.parent.name / path.parent.name
        make_private_directory(folder)
        path.replace(folder / path.name)


def _remove_log(path: Path) -> None:
    for suffix in LOG_SUFFIXES:
        path.with_name(path.name + suffix).unlink(missing_ok=True)
