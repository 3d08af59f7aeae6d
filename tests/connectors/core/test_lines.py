"""Bytes that arrive in any pieces give the same lines."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from connectors.core.lines import Line, lines


@given(st.binary(max_size=200), st.lists(st.integers(1, 20), max_size=40))
def test_pieces_do_not_matter(content: bytes, sizes: list[int]) -> None:
    pieces, start = [], 0
    for size in sizes:
        pieces.append(content[start : start + size])
        start += size
    pieces.append(content[start:])
    found = list(lines(iter(pieces)))
    assert found == list(lines(iter([content])))
    assert sum(line.length for line in found) == len(content)
    assert all(line.is_complete for line in found[:-1])


def test_a_last_line_without_newline_is_unfinished() -> None:
    assert list(lines(iter([b"one\ntw", b"o"]))) == [
        Line(b"one", 4),
        Line(b"two", 3, is_complete=False),
    ]


def test_a_line_without_end_does_not_fill_the_memory() -> None:
    endless = (b"x" * 1000 for _ in range(50))
    (line,) = lines(endless, longest=100)
    assert (len(line.content), line.length, line.is_too_long) == (100, 50_000, True)


def test_what_follows_a_line_that_is_too_long_is_read() -> None:
    found = list(lines(iter([b"x" * 300, b"x\nshort\n"]), longest=100))
    assert [(line.length, line.is_too_long) for line in found] == [(302, True), (6, False)]
