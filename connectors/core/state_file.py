"""A small JSON file that several processes share.

Used for what must outlive one process but is no data: the access token and the quota ledger. The
file is private to the user (0600), replaced as a whole, and changed only under a file lock. A file
that is damaged counts as empty: everything in it can be had again.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import BaseFileLock, FileLock, Timeout

from connectors.core.errors import FatalError, RetryableError

LOCK_SECONDS = 120.0


class StateFile:
    """One shared JSON object; reads are cheap, changes are serialised.

    Args:
        path: Where it lies; folder and file are made when first needed.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._seen: tuple[int, int, int] | None = None
        self._content: dict[str, Any] = {}

    def read(self) -> dict[str, Any]:
        """Return the content; read from disk only when the file was replaced since."""
        try:
            stat = self._path.stat()
        except OSError:
            return {}
        version = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
        if version != self._seen:
            self._content = self._load()
            self._seen = version
        return self._content

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Hold the file for this thread of this process alone.

        Raises:
            RetryableError: Another process has held it for too long.
            FatalError: The folder cannot be written.
        """
        with self._lock:
            lock = self._acquired()
            try:
                yield
            finally:
                lock.release()

    def replace(self, content: dict[str, Any]) -> None:
        """Write the content; readers see the old file or the new one. Call it in `exclusive`.

        Raises:
            FatalError: The file cannot be written.
        """
        temporary = self._path.with_name(f"{self._path.name}.tmp")
        try:
            temporary.unlink(missing_ok=True)
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(content, file)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(self._path)
        except OSError as error:
            raise self._unwritable(error) from error

    def _acquired(self) -> BaseFileLock:
        lock = FileLock(f"{self._path}.lock", timeout=LOCK_SECONDS, mode=0o600)
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock.acquire()
        except Timeout:
            raise RetryableError(
                f"{self._path.name} has been locked by another process for {LOCK_SECONDS:g} s."
            ) from None
        except OSError as error:
            raise self._unwritable(error) from error
        return lock

    def _unwritable(self, error: OSError) -> FatalError:
        return FatalError(
            f"{self._path} cannot be written ({error.strerror}).",
            next_step="Free some space, or give this user the right to write there.",
        )

    def _load(self) -> dict[str, Any]:
        try:
            content = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}
        return content if isinstance(content, dict) else {}
