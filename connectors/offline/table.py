"""A table as it stands in a file, before anything is known about its columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple, overload

from connectors.core.columns import Column
from connectors.offline.errors import UnusableFile

BLOCK_ROWS = 5000
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


class ColumnRows(Sequence[Row]):
    """Rows of one width that follow each other, known column by column.

    Args:
        first: Number of the first row; no row takes more than a line.
        columns: The cells.
    """

    def __init__(self, first: int, columns: Sequence[Column]) -> None:
        self.numbers = range(first, first + len(columns[0]))
        self.columns = columns

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, place: int) -> Row: ...

    @overload
    def __getitem__(self, place: slice) -> list[Row]: ...

    def __getitem__(self, place: int | slice) -> Row | list[Row]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        return Row(self.numbers[place], [column[place] for column in self.columns])

    def __iter__(self) -> Iterator[Row]:
        for number, cells in zip(self.numbers, zip(*self.columns, strict=True), strict=True):
            yield Row(number, list(cells))


def numbers(rows: Sequence[Row]) -> Sequence[int]:
    """The number of each row."""
    return rows.numbers if isinstance(rows, ColumnRows) else [row.number for row in rows]


def in_blocks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    """Rows many at once; if the file breaks off, those before come first."""
    block: list[Row] = []
    try:
        for row in rows:
            block.append(row)
            if len(block) == BLOCK_ROWS:
                yield block
                block = []
    except UnusableFile:
        yield block
        raise
    yield block


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

    def blocks(self) -> Iterator[Sequence[Row]]:
        """The rows from the beginning, many at once.

        Raises:
            UnusableFile: The file breaks off; the rows before were given.
        """
        made: Callable[[], Iterator[Sequence[Row]]] | None = getattr(self.rows, "blocks", None)
        return made() if made else in_blocks(self.rows())
