"""One puller per stream: leases that die with the process that holds them.

An operating-system lock lies under each lease, so a killed process leaves nothing to clean up.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from member_center.landing.errors import LeaseHeld
from member_center.landing.files import FILE_MODE, make_private_directory


@contextmanager
def lease(directory: Path, source: str, stream: str) -> Iterator[None]:
    """Hold the right to pull one stream for the length of the block.

    Raises:
        LeaseHeld: Another process (or thread) holds it right now.
    """
    make_private_directory(directory)
    lock = FileLock(directory / f"{source}.{stream}.lock", timeout=0, mode=FILE_MODE)
    try:
        lock.acquire()
    except Timeout:
        raise LeaseHeld(
            f"{source}/{stream} is being pulled by another process. Wait until it is done, or stop"
            " it and start again; what it has stored so far stays."
        ) from None
    try:
        yield
    finally:
        lock.release()
