"""The commit log: which batches exist, where each stream stands, what landed before.

One SQLite file (WAL, synchronous FULL, mode 0600) with short transactions that hold SQLite's one
write lock. Whoever writes into the landing folder does so while holding that lock, so a file that
the log does not name is never one that somebody is about to commit. Only SQL and the schema belong
here; Parquet, payloads and leases do not.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from member_center.landing.errors import LandingWriteFailed, StateLost, StateUnusable
from member_center.landing.files import create_private_file, make_private_directory

SCHEMA_VERSION = 1
LOCK_WAIT_SECONDS = 60
CACHE_KIBIBYTES = 65_536
SUSPECT = ".suspect"
"""Suffix of the mark that says: damage was met in this log, look at all of it when opening."""
SCHEMA = """
create table streams (
    stream_id integer primary key,
    source text not null,
    stream text not null,
    account text not null,
    cursor text,
    remembers text not null default 'all',
    unique (source, stream)
) strict;
create table files (
    file_id integer primary key,
    path text not null unique,
    rows integer not null,
    bytes integer not null,
    sha256 text not null
) strict;
create table batches (
    batch_seq integer primary key,
    stream_id integer not null references streams,
    file_id integer not null references files,
    rows integer not null,
    occurred_min text,
    occurred_max text,
    fetched_at text not null,
    is_checked integer not null default 0,
    withheld_because text
) strict;
create index batches_by_stream on batches (stream_id, batch_seq);
create index batches_by_file on batches (file_id);
create table records (
    stream_id integer not null references streams,
    record_key text not null,
    payload_hash blob not null,
    batch_seq integer not null,
    primary key (stream_id, record_key)
) strict, without rowid;
create table shapes (
    stream_id integer not null references streams,
    path text not null,
    type text not null,
    records integer not null,
    first_batch_seq integer not null,
    last_batch_seq integer not null,
    primary key (stream_id, path, type)
) strict, without rowid;
"""


class CommitLog:
    """An open commit log; one per process, usable from any thread.

    Args:
        path: Where the SQLite file lies or shall lie.
        before_creation: Called under the write lock when the log is still empty; raises if an
            empty log must not be started here.

    Raises:
        StateLost: The file is damaged.
        StateUnusable: It is of a newer version of this program.
    """

    def __init__(self, path: Path, before_creation: Callable[[], None]) -> None:
        self.path = path
        self.suspicion = path.with_name(path.name + SUSPECT)
        self._lock = threading.RLock()
        make_private_directory(path.parent)
        create_private_file(path)
        self._connection = self._open()
        try:
            self._prepare(before_creation)
            if self.suspicion.exists():
                self.check()
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        """Close the file; committed transactions stay, an open one is rolled back."""
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Hold the write lock; commit durably at the end, or leave no trace on any exception.

        Raises:
            LandingWriteFailed: The disk is full or not writable, or another writer never finished.
            StateLost: SQLite found the file damaged.
        """
        with self._lock, self._explained():
            self._connection.execute("begin immediate")
            try:
                yield self._connection
                self._commit()
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("rollback")
                raise

    def rows(self, query: str, *parameters: object) -> list[sqlite3.Row]:
        """Read all rows of a query, as of one committed state."""
        with self._lock, self._explained():
            return self._connection.execute(query, parameters).fetchall()

    def check(self) -> None:
        """Let SQLite look at every page of the file.

        Raises:
            StateLost: It found damage.
        """
        found = self.rows("pragma quick_check(1)")[0][0]
        if found != "ok":
            raise self._damaged(found)
        self.suspicion.unlink(missing_ok=True)

    def _commit(self) -> None:
        self._connection.execute("commit")

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path, timeout=LOCK_WAIT_SECONDS, isolation_level=None, check_same_thread=False
        )
        connection.row_factory = sqlite3.Row
        return connection

    def _prepare(self, before_creation: Callable[[], None]) -> None:
        with self._explained():
            for pragma in (
                "journal_mode = wal",
                "synchronous = full",
                "foreign_keys = on",
                f"cache_size = -{CACHE_KIBIBYTES}",
            ):
                self._connection.execute(f"pragma {pragma}")
        if self._version() == 0:
            with self.transaction() as connection:
                if self._version() == 0:
                    before_creation()
                    for statement in filter(str.strip, SCHEMA.split(";")):
                        connection.execute(statement)
                    connection.execute(f"pragma user_version = {SCHEMA_VERSION}")
        if (version := self._version()) > SCHEMA_VERSION:
            raise StateUnusable(
                f"{self.path} was written by a newer version of this program (schema {version},"
                f" this one knows {SCHEMA_VERSION}). Update the program."
            )

    def _version(self) -> int:
        return int(self.rows("pragma user_version")[0][0])

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            if str(error).startswith("no such"):
                raise self._damaged(error) from error
            raise LandingWriteFailed(_refused(self.path, error)) from error
        except OSError as error:
            raise LandingWriteFailed(_refused(error.filename, error.strerror)) from error
        except sqlite3.IntegrityError:
            raise
        except sqlite3.DatabaseError as error:
            raise self._damaged(error) from error

    def _damaged(self, found: object) -> StateLost:
        # Damage may lie where only some statements look: the next opening looks everywhere.
        with suppress(OSError):
            self.suspicion.touch(mode=0o600)
        return StateLost(
            f"{self.path} is damaged ({found}). Nothing was changed. Next step: run again, or"
            " `mdc landing rebuild`: it is set aside and made anew from the landing files."
        )


def _refused(place: object, why: object) -> str:
    return (
        f"{place}: {why}. Nothing of this step was kept; make room or mend the folder, then run"
        " again: a pull goes on where it stopped."
    )
