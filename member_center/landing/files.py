"""Files that are either whole or not there: private modes, durable writes, durable removal.

Every byte the landing writes beside its SQLite log goes through here. What the bytes mean does
not belong here.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DIRECTORY_MODE = 0o700
FILE_MODE = 0o600
TEMPORARY_SUFFIX = ".tmp"


def make_private_directory(path: Path) -> None:
    """Create a directory (and its parents) that only the owner may enter, durably."""
    if path.is_dir():
        return
    make_private_directory(path.parent)
    path.mkdir(mode=DIRECTORY_MODE, exist_ok=True)
    path.chmod(DIRECTORY_MODE)
    sync_directory(path.parent)


def create_private_file(path: Path) -> bool:
    """Create an empty file that only the owner may read; say whether it is new."""
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, FILE_MODE)
    except FileExistsError:
        return False
    os.close(descriptor)
    return True


def write_durably(path: Path, content: bytes | memoryview) -> str:
    """Put content under a name so that a crash leaves the old file or the new one, never a part.

    Writes a temporary neighbour, fsyncs it, renames it over the name and fsyncs the directory.
    On an error (a full disk) the temporary file is removed; the error goes on and names the file.

    Returns:
        The SHA-256 of the content, as hex.
    """
    temporary = path.with_name(path.name + TEMPORARY_SUFFIX)
    try:
        with _open_for_writing(temporary) as descriptor:
            _write_all(descriptor, memoryview(content))
            os.fsync(descriptor)
        os.replace(temporary, path)  # noqa: PTH105 - the call that crash tests intercept
    except OSError as error:
        temporary.unlink(missing_ok=True)
        error.filename = error.filename or str(path)
        raise
    sync_directory(path.parent)
    return hashlib.sha256(content).hexdigest()


def append_durably(path: Path, content: bytes) -> None:
    """Append to a private file and fsync it, after closing a line torn by an earlier crash."""
    flags = os.O_CREAT | os.O_APPEND | os.O_RDWR
    descriptor = os.open(path, flags, FILE_MODE)
    try:
        size = os.fstat(descriptor).st_size
        torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
        _write_all(descriptor, memoryview(b"\n" + content if torn else content))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if not size:
        sync_directory(path.parent)


def remove_durably(path: Path) -> None:
    """Remove a file if it is there, and make the removal survive a crash."""
    path.unlink(missing_ok=True)
    sync_directory(path.parent)


def sync_directory(path: Path) -> None:
    """Flush a directory, so that names created or renamed in it survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _open_for_writing(path: Path) -> Iterator[int]:
    descriptor = os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, FILE_MODE)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _write_all(descriptor: int, content: memoryview) -> None:
    while content:
        content = content[os.write(descriptor, content) :]
