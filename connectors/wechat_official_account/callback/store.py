"""What the callback received, durable on its own until the landing has it.

One SQLite file (WAL, synchronous FULL, mode 0600) that the callback writes and pulls read. A push
is stored once under its key; the nonces of deliveries lie beside it, so that they outlive a
restart. Content arrives protected. Signatures, threads and streams do not belong here; what to do
with a damaged file is in `mending`.
"""

from __future__ import annotations

import os
import sqlite3
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from connectors.wechat_official_account.callback.signature import WINDOW_SECONDS, Nonce

FILE = "wechat_official_account.db"
SCHEMA_VERSION = 1
LOCK_WAIT_SECONDS = 5
ROWS_PER_PRUNING = 2_000
NONCES_KEPT_SECONDS = 4 * WINDOW_SECONDS
SCHEMA = """
create table about (store_id text not null, account text not null) strict;
create table pushes (
    position integer primary key autoincrement,
    stream text not null,
    record_key text not null,
    payload blob not null,
    reason text,
    next_step text,
    received_at integer not null,
    unique (stream, record_key)
) strict;
create index pushes_by_stream on pushes (stream, position);
create table nonces (
    timestamp integer not null,
    nonce text not null,
    record_key text not null,
    primary key (timestamp, nonce)
) strict, without rowid;
"""

Outcome = Literal["stored", "repeated", "replayed"]


class StoreUnusable(Exception):
    """The store cannot be read or written now. The message names the file and the next step."""


class StoreDamaged(StoreUnusable):
    """What lies in the file is no longer what was written."""


class StoreOfAnother(StoreUnusable):
    """The store holds the pushes of another account."""


@dataclass(frozen=True, slots=True)
class Received:
    """A protected push on its way into the store.

    Attributes:
        nonce: What it was delivered with.
        stream: Where it belongs.
        key: Its record key.
        payload: The protected object as JSON.
        reason: Why it is no record, or None if it is one.
        next_step: What a person can do about that.
    """

    nonce: Nonce
    stream: str
    key: str
    payload: bytes
    reason: str | None = None
    next_step: str | None = None


@dataclass(frozen=True, slots=True)
class StoredPush:
    """A push as it lies in the store; ``position`` only ever grows."""

    position: int
    key: str
    payload: bytes
    reason: str | None
    next_step: str | None


class PushStore:
    """The open store of one account.

    Args:
        path: The file; made when missing.
        account: The appid whose pushes it holds.

    Raises:
        StoreUnusable: It cannot be opened, is damaged, or holds another account's pushes.
    """

    def __init__(self, path: Path, account: str) -> None:
        self.path = path
        self.account = account
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            self._connection = sqlite3.connect(
                path, timeout=LOCK_WAIT_SECONDS, isolation_level=None, check_same_thread=False
            )
        except (OSError, sqlite3.OperationalError) as error:
            raise StoreUnusable(_refused(path, error)) from error
        try:
            with _explained(path):
                self._prepare()
        except StoreUnusable:
            self._connection.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def append(self, batch: Sequence[Received], now: int) -> list[Outcome]:
        """Store a batch durably, all of it or nothing; say what became of each push.

        Args:
            batch: Pushes in the order of their arrival.
            now: Epoch seconds.

        Raises:
            StoreUnusable: Nothing of the batch was stored.
        """
        self._refuse_if_replaced()
        with _explained(self.path):
            self._connection.execute("begin immediate")
            try:
                outcomes = [self._add(one, now) for one in batch]
                self._connection.execute(
                    "delete from nonces where timestamp < ?", (now - NONCES_KEPT_SECONDS,)
                )
                self._connection.execute("commit")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("rollback")
                raise
        return outcomes

    def after(self, stream: str, position: int, limit: int) -> list[StoredPush]:
        """Read the pushes of a stream behind a position, oldest first.

        Raises:
            StoreUnusable: The file cannot be read now.
        """
        with _explained(self.path):
            rows = self._connection.execute(
                "select position, record_key, payload, reason, next_step from pushes"
                " where stream = ? and position > ? order by position limit ?",
                (stream, position, limit),
            ).fetchall()
        return [StoredPush(*row) for row in rows]

    def prune(self, stream: str, upto: int, before: int) -> int:
        """Remove pushes that the landing has, in small steps that hold up no delivery.

        Args:
            stream: Whose.
            upto: The position up to which the landing has them.
            before: Epoch seconds; what was received since is kept, to recognise redeliveries.

        Returns:
            How many were removed.

        Raises:
            StoreUnusable: The file cannot be written now.
        """
        removed = 0
        with _explained(self.path):
            while True:
                step = self._connection.execute(
                    "delete from pushes where position in (select position from pushes"
                    " where stream = ? and position <= ? and received_at < ? limit ?)",
                    (stream, upto, before, ROWS_PER_PRUNING),
                ).rowcount
                removed += step
                if step < ROWS_PER_PRUNING:
                    return removed

    def _add(self, one: Received, now: int) -> Outcome:
        known = self._connection.execute(
            "insert into nonces values (?, ?, ?) on conflict do update set nonce = nonce"
            " returning record_key",
            (one.nonce.timestamp, one.nonce.value, f"{one.stream} {one.key}"),
        ).fetchone()[0]
        if known != f"{one.stream} {one.key}":
            return "replayed"
        added = self._connection.execute(
            "insert into pushes (stream, record_key, payload, reason, next_step, received_at)"
            " values (?, ?, ?, ?, ?, ?) on conflict do nothing",
            (one.stream, one.key, one.payload, one.reason, one.next_step, now),
        ).rowcount
        return "stored" if added else "repeated"

    def check(self) -> None:
        """Let SQLite look at every page of the file.

        Raises:
            StoreDamaged: It found damage.
        """
        with _explained(self.path):
            found = self._connection.execute("pragma quick_check(1)").fetchone()[0]
        if found != "ok":
            raise StoreDamaged(_refused(self.path, found))

    def _refuse_if_replaced(self) -> None:
        """A file that was moved away still takes writes, but nobody would ever read them."""
        try:
            is_same = _identity(self.path) == self._opened
        except OSError:
            is_same = False
        if not is_same:
            raise StoreUnusable(_refused(self.path, "the file was moved or removed"))

    def _prepare(self) -> None:
        self._opened = _identity(self.path)
        for pragma in ("journal_mode = wal", "synchronous = full"):
            self._connection.execute(f"pragma {pragma}")
        if self._version() == 0:
            self._connection.execute("begin immediate")
            if self._version() == 0:
                self._begin()
            self._connection.execute("commit")
        if self._version() > SCHEMA_VERSION:
            raise StoreUnusable(f"{self.path} was written by a newer version of this program.")
        self.store_id, owner = self._connection.execute("select * from about").fetchone()
        if owner != self.account:
            raise StoreOfAnother(
                f"{self.path} holds the pushes of account {owner}, but {self.account} is"
                " configured. Set the account back, or give the new one a home of its own."
            )

    def _begin(self) -> None:
        for statement in filter(str.strip, SCHEMA.split(";")):
            self._connection.execute(statement)
        about = (str(uuid.uuid4()), self.account)
        self._connection.execute("insert into about values (?, ?)", about)
        self._connection.execute(f"pragma user_version = {SCHEMA_VERSION}")

    def _version(self) -> int:
        return int(self._connection.execute("pragma user_version").fetchone()[0])


def _identity(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_dev, found.st_ino


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.OperationalError, sqlite3.InterfaceError, sqlite3.ProgrammingError) as error:
        raise StoreUnusable(_refused(path, error)) from error
    except sqlite3.DatabaseError as error:
        raise StoreDamaged(_refused(path, error)) from error


def _refused(path: Path, error: object) -> str:
    return (
        f"{path}: {error}. Nothing was acknowledged that is not stored; make room or mend the"
        " file: WeChat delivers again for some seconds."
    )
