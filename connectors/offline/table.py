"""A table as it stands in a file, before anything is known about its columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

SCANNED_ROWS = 15  # how far down a header is looked for
NOTHING_MERGED: Mapping[int, str] = MappingProxyType({})


class Row(NamedTuple):
    """One row of a table.

    Attributes:
        number: Row or line number as an editor shows it, from 1.
        cells: Texts; an empty cell is ``""``; may be shorter or longer than the header.
        merged: By column, what a cell merged with the one above shows; its own text is ``""``,
            so that an amount is not counted once a row.
    """

    number: int
    cells: list[str]
    merged: Mapping[int, str] = NOTHING_MERGED


@dataclass(frozen=True, slots=True)
class Table:
    """One visible sheet, one HTML table, or the whole of a text file.

    Attributes:
        name: The sheet's name; empty for text files.
        index: Its position in the file.
        rows: Reads the rows from the beginning, again at each call. Raises ``UnusableFile`` when
            the file breaks off.
        epoch_1904: Numbers in date columns count from 1904.
        encoding: How its text was decoded; empty for workbooks.
        damaged: The text holds U+FFFD somewhere.
        first: The first rows with content, when they were read on opening.
    """

    name: str
    index: int
    rows: Callable[[], Iterator[Row]]
    epoch_1904: bool = False
    encoding: str = ""
    damaged: bool = False
    first: tuple[Row, ...] = ()
