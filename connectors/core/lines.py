"""Cutting bytes into lines without holding a file in memory.

A line counts only once its newline has arrived: the writer may still be writing it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

LONGEST_LINE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file.

    Attributes:
        content: Its bytes without the line end; the first ones only if it is too long.
        length: Bytes it takes in the file, with its line end.
        is_complete: False for a last line whose newline has not arrived.
        is_too_long: Whether it exceeds what any line should be.
    """

    content: bytes
    length: int
    is_complete: bool = True
    is_too_long: bool = False


def lines(pieces: Iterator[bytes], longest: int = LONGEST_LINE) -> Iterator[Line]:
    """Yield the lines of a file that arrives in pieces, the unfinished last one included."""
    held = bytearray()
    dropped = 0
    for piece in pieces:
        start = 0
        while (end := piece.find(b"\n", start)) >= 0:
            held += piece[start:end]
            yield _line(held, dropped, newline=1, longest=longest)
            held, dropped = bytearray(), 0
            start = end + 1
        held += piece[start:]
        if len(held) > longest:
            dropped += len(held) - longest
            del held[longest:]
    if held:
        yield _line(held, dropped, newline=0, longest=longest)


def _line(held: bytearray, dropped: int, newline: int, longest: int) -> Line:
    length = len(held) + dropped
    return Line(
        bytes(held[:longest]).rstrip(b"\r"),
        length + newline,
        is_complete=bool(newline),
        is_too_long=length > longest,
    )
