"""Where daily log files lie: in a folder, or behind an http(s) address.

Both give the bytes of one file from an offset on, in pieces, so that memory stays flat however
long a day was. What the bytes mean is not decided here.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from connectors.core.errors import FatalError, RetryableError
from connectors.core.retry import Attempt, Retry
from connectors.core.session import HttpSession, Reply

PIECE = 8 * 1024 * 1024
_WHOLE, _PARTIAL, _NOT_FOUND, _PAST_THE_END = 200, 206, 404, 416
_PAGES = frozenset({"text/html", "application/xhtml+xml", "text/xml", "application/xml"})
_MAYBE_EXCUSES = frozenset({"application/json", "application/problem+json"})


class FileReplaced(Exception):
    """The file is not the one that was read before: it ends before the offset."""


class LogFiles(Protocol):
    """A place that holds files by name.

    Attributes:
        probes: How many missing files one pull may look for.
    """

    probes: int

    def pieces(self, name: str, offset: int) -> Iterator[bytes]:
        """Yield the bytes of a file from the offset to its present end; nothing if it is missing.

        Raises:
            FileReplaced: The file is shorter than the offset.
        """
        ...


def open_log_files(
    place: str, variable: str, now: Callable[[], datetime], retry: Retry
) -> LogFiles | None:
    """Return the files of a folder or an address, or None when no place is given.

    Args:
        place: A folder or an http(s) address.
        variable: The variable that named it, for messages.
        now: The clock.
        retry: How often and how patiently requests are repeated.
    """
    if not place:
        return None
    if urlsplit(place).scheme in {"http", "https"}:
        return HttpLogFiles(place, now, retry)
    return FolderLogFiles(Path(place).expanduser(), variable)


class FolderLogFiles:
    """Files in a folder of this machine.

    Args:
        folder: Where they lie.
        variable: The variable that named it, for messages.
    """

    probes = 10_000

    def __init__(self, folder: Path, variable: str) -> None:
        self._folder = folder
        self._variable = variable

    def pieces(self, name: str, offset: int) -> Iterator[bytes]:
        """Read on from the offset; see `LogFiles.pieces`."""
        if not self._folder.is_dir():
            raise FatalError(
                f"{self._variable} names a folder that does not exist.",
                self._variable,
                next_step=f"Make the folder or correct {self._variable}.",
            )
        try:
            with (self._folder / name).open("rb") as file:
                if os.fstat(file.fileno()).st_size < offset:
                    raise FileReplaced
                file.seek(offset)
                while piece := file.read(PIECE):
                    yield piece
        except FileNotFoundError:
            return
        except OSError as error:
            raise FatalError(
                f"{name} cannot be read ({error.strerror}).",
                self._variable,
                next_step="Give this user the right to read the folder and its files.",
            ) from error


class HttpLogFiles:
    """Files behind an address, read in byte ranges.

    A server that does not know ranges is asked for the whole file each time.

    Args:
        base_url: What the file name is put behind.
        now: The clock.
        retry: How often and how patiently requests are repeated.
    """

    probes = 31

    def __init__(self, base_url: str, now: Callable[[], datetime], retry: Retry) -> None:
        accepted = frozenset({_NOT_FOUND, _PAST_THE_END})
        self._http = HttpSession(base_url, accepted=accepted, now=now)
        self._retry = retry
        self._knows_ranges = False

    def pieces(self, name: str, offset: int) -> Iterator[bytes]:
        """Read on from the offset; see `LogFiles.pieces`."""
        while True:
            reply = self._retry.call(partial(self._range, name, offset), name)
            if reply.status == _NOT_FOUND:
                return
            if reply.status == _PAST_THE_END:
                if _total(reply) not in (None, offset):
                    raise FileReplaced
                return
            if reply.status != _PARTIAL:
                if len(reply.body) < offset:
                    raise FileReplaced
                yield reply.body[offset:]
                return
            yield reply.body
            offset += len(reply.body)
            if len(reply.body) < PIECE or offset == _total(reply):
                return

    def _range(self, name: str, offset: int, attempt: Attempt) -> Reply:
        # Offsets count the file's own bytes, so it must not be compressed on the way.
        headers = {
            "Range": f"bytes={offset}-{offset + PIECE - 1}",
            "Accept-Encoding": "identity",
        }
        reply = self._http.send("GET", f"/{name}", headers=headers)
        if reply.status == _WHOLE:
            self._refuse_strange(reply, name, attempt)
        if reply.status == _PARTIAL:
            self._knows_ranges = True
            first, length = _sent(reply)
            if first != offset:
                raise RetryableError(f"{name}: the server sent another part than was asked for.")
            if length != len(reply.body):
                # The end of a finished day must not be taken for a broken last line.
                raise RetryableError(f"{name}: the server sent less than it said.")
        return reply

    def _refuse_strange(self, reply: Reply, name: str, attempt: Attempt) -> None:
        """A whole answer to a question for a part: a server without ranges, or a proxy's excuse?

        Taken for the file, an error page would be its lines, and the lines themselves lost.
        """
        kind = reply.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        may_be_lines = attempt.is_last and b"\n" in reply.body
        is_excuse = kind in _PAGES or (kind in _MAYBE_EXCUSES and not may_be_lines)
        if reply.body and (is_excuse or self._knows_ranges):
            raise RetryableError(f"{name}: the server sent something else than the file.")


def _sent(reply: Reply) -> tuple[int, int]:
    """First byte and number of bytes that an answer says it carries."""
    found = re.match(r"bytes (\d+)-(\d+)/", reply.headers.get("Content-Range", ""))
    return (int(found[1]), int(found[2]) - int(found[1]) + 1) if found else (-1, 0)


def _total(reply: Reply) -> int | None:
    found = re.search(r"/(\d+)$", reply.headers.get("Content-Range", ""))
    return int(found.group(1)) if found else None
