"""The landing of one home: the facade that the other rooms use.

A page becomes one Parquet file and one transaction that names the file, moves the cursor and
remembers what landed. Pulling, protecting and refusing records do not belong here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from member_center.landing import batches, compaction, index, leases, setting_back, sweeping
from member_center.landing.commits import commit_page, refuse_other_account
from member_center.landing.errors import LandingWriteFailed, StateLost
from member_center.landing.files import make_private_directory
from member_center.landing.log import CommitLog
from member_center.landing.records import (
    Batch,
    Cursor,
    LandingRecord,
    ProtectedColumns,
    ProtectedRecords,
    Receipt,
    Remembers,
    StreamSummary,
)
from member_center.landing.shapes import ShapeReader

LANDING = "landing"
LEASES = "leases"
STATE = "state.db"


class Landing:
    """The append-only store of everything pulled into one home.

    Args:
        home: The folder that holds ``landing/`` and ``state.db``; made when missing.

    Raises:
        StateLost: ``state.db`` is missing beside landing files, or damaged.
        StateUnusable: It is of a newer version of this program.
        LandingWriteFailed: The folder cannot be made.
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        self.directory = home / LANDING
        try:
            make_private_directory(self.directory)
        except OSError as error:
            raise LandingWriteFailed(
                f"{self.directory} cannot be made: {error.strerror}. Make MDC_HOME a folder that"
                " this user may write to."
            ) from error
        self._log = CommitLog(home / STATE, self._refuse_a_lost_log)
        self._shapes = ShapeReader()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the commit log."""
        self._log.close()

    def sweep(self) -> list[Path]:
        """Remove temporaries and files that the log does not name; return what was removed.

        Raises:
            StateLost: Files are younger than the log or named files are gone: the state and
                the files do not belong together, so nothing is removed.
        """
        with self._log.transaction() as connection:
            sweeping.forget_old_windows(connection)
            return sweeping.sweep(connection, self.home, self.directory)

    def verify(self) -> list[Path]:
        """Read every landing file and the log; return the files whose content is not as written.

        Raises:
            StateLost: The log itself is damaged.
        """
        self._log.check()
        return sweeping.damaged(self._log.rows("select path, sha256 from files"), self.home)

    @contextmanager
    def lease(self, source: str, stream: str) -> Iterator[None]:
        """Hold the right to pull one stream; it falls with the process.

        What a killed puller left in the stream's folder is removed first.

        Raises:
            LeaseHeld: Somebody else is pulling this stream.
            StateLost: The stream's files and the log do not belong together.
        """
        with leases.lease(self.home / LEASES, source, stream):
            with self._log.transaction() as connection:
                folder = self.directory / source / stream
                sweeping.sweep(connection, self.home, self.directory, only=folder)
            yield

    def cursor(self, source: str, stream: str) -> Cursor | None:
        """The cursor committed with the last page of a stream, or None before the first.

        One that cannot be read counts as none: the stream is pulled from its start again.
        """
        rows = self._log.rows(
            "select cursor from streams where source = ? and stream = ?", source, stream
        )
        return batches.read_cursor(rows[0]["cursor"], f"{source}/{stream}") if rows else None

    def expect_account(self, source: str, stream: str, account: str) -> None:
        """Make sure that a stream's cursor and records are those of an account.

        Raises:
            AccountChanged: The home holds this stream of another account.
        """
        with self._log.transaction() as connection:
            refuse_other_account(connection, source, stream, account)

    def commit(
        self,
        source: str,
        stream: str,
        account: str,
        records: Sequence[LandingRecord] | ProtectedRecords | ProtectedColumns,
        cursor: Cursor,
        fetched_at: datetime,
        remembers: Remembers,
    ) -> Receipt:
        """Store a page and the cursor after it, together or not at all.

        Args:
            source: Name of the source.
            stream: Name of the stream.
            account: Appid, or brand for sources without one.
            records: Already protected; landed in this order.
            cursor: JSON-serialisable state of the stream that holds once the page is stored.
            fetched_at: Aware instant at which the page was received.
            remembers: Whether records whose payload already landed under their key are left out.

        Raises:
            AccountChanged: The home holds this stream of another account.
            LandingWriteFailed: The disk refused; page and cursor are as they were before.
        """
        page = batches.PageOf(source, stream, account, cursor, fetched_at, remembers)
        with self._log.transaction() as connection:
            return commit_page(connection, self.directory, page, records, self._shapes)

    def known_keys(self, source: str, stream: str) -> Iterator[str]:
        """Every record key that ever landed in a stream, each once, in no particular order."""
        return batches.known_keys(self._log, self.home, source, stream)

    def batches(self, source: str | None = None, stream: str | None = None) -> list[Batch]:
        """All committed batches, withheld ones too, oldest first."""
        return batches.listed(self._log, source, stream)

    def unchecked(self, source: str, stream: str) -> list[Batch]:
        """The batches of a stream that no check has passed yet and nobody withholds."""
        return [
            batch
            for batch in self.batches(source, stream)
            if not batch.is_checked and batch.withheld_because is None
        ]

    def mark_checked(
        self, upto_seq: int, source: str | None = None, stream: str | None = None
    ) -> None:
        """Note that the checks passed over all batches up to a number (of one stream, if named)."""
        with self._log.transaction() as connection:
            batches.mark_checked(connection, upto_seq, source, stream)

    def withhold(self, batch_seq: int, reason: str) -> None:
        """Take a batch out of the readers' sight; it stays on disk until it is released.

        Raises:
            LandingError: There is no such batch.
        """
        with self._log.transaction() as connection:
            batches.withhold(connection, batch_seq, reason)
            superseded = compaction.split_out(connection, self.home, batch_seq)
        self._retire(superseded)

    def pull_again(self, batch_seq: int) -> str:
        """Set the stream of a batch back to before it; the next pull brings its window again.

        Returns:
            The stream, as ``source.stream``.

        Raises:
            LeaseHeld: The stream is being pulled.
            LandingError: There is no such batch.
        """
        source, stream = batches.stream_of(self._log, batch_seq)
        with (
            leases.lease(self.home / LEASES, source, stream),
            self._log.transaction() as connection,
        ):
            setting_back.set_back(connection, self.home, batch_seq)
        return f"{source}.{stream}"

    def release(self, batch_seq: int) -> None:
        """Let readers see a withheld batch again, and let the checks look at it again.

        Raises:
            LandingError: There is no such batch.
        """
        with self._log.transaction() as connection:
            batches.release(connection, batch_seq)
        self.write_index()

    def summary(self) -> list[StreamSummary]:
        """Where every stream stands, for the UI and the command line."""
        return batches.summary(self._log)

    def write_index(self) -> Path:
        """Write ``landing/index.parquet``, the list of what readers may read; return its path."""
        with self._log.transaction() as connection:
            return index.write(connection, self.directory)

    def compact(self, source: str, stream: str, min_files: int = 32) -> int:
        """Merge the small files of a stream once there are enough; return how many went away.

        The log says the same afterwards, and so does every row. Call it when no reader holds the
        index, since the old files are removed at the end.
        """
        with self._log.transaction() as connection:
            superseded = compaction.compact(connection, self.home, source, stream, min_files)
        if superseded:
            self._retire(superseded)
        return len(superseded)

    def _retire(self, superseded: Sequence[Path]) -> None:
        with self._log.transaction() as connection:
            index.write(connection, self.directory)
            sweeping.remove(superseded)

    def _refuse_a_lost_log(self) -> None:
        found = sorted(self.directory.glob("*/*/*.parquet"))
        if found:
            raise StateLost(
                f"{self.home / STATE} is missing or empty, but {len(found)} landing files are"
                f" there, up to {found[-1].relative_to(self.home)}. Next step: put it back; or"
                " run again, or `mdc landing rebuild`: it is made anew from the files."
            )
