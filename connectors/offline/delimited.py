"""CSV in all its dialects: comma, tab, semicolon, bar, blanks; any line ending; quoted line breaks.

What the extension says does not matter, and neither does what the columns mean.
"""

from __future__ import annotations

import csv
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from io import BytesIO, StringIO
from itertools import chain, islice
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv as arrow_csv

from connectors.core.columns import CODE, CODE_BYTES, Column
from connectors.offline.decode import find_encoding
from connectors.offline.errors import UnusableFile
from connectors.offline.table import BLOCK_ROWS, NOTHING_MERGED, ColumnRows, Row, Table, in_blocks

DELIMITERS = (",", "\t", ";", "|")
BLANKS = " "
"""Any number of blanks between two cells, as in text that is aligned for the eye."""
SAMPLE_LINES = 40
MAX_LINE = 1 << 20  # a file without line ends must not be read into memory whole
SAMPLE_CHARACTERS = 1 << 16
BLOCK_CHARACTERS = 1 << 19
LONGEST_BLOCK = 1 << 23
QUOTE = '"'
_CODED = pa.dictionary(pa.int32(), pa.string())
_new = tuple.__new__  # a third of the time of calling Row, a million times


def open_delimited(
    path: Path, declared: str | None = None, delimiter: str | None = None
) -> list[Table]:
    """The one table of a text file.

    Args:
        path: The file.
        declared: The encoding that a mapping file declares; found by strict decoding otherwise.
        delimiter: The delimiter that a mapping file declares; found by counting otherwise.

    Raises:
        UnusableFile: No encoding fits the file.
    """
    encoding = find_encoding(path, declared)
    with path.open(encoding=encoding.name, newline="") as file:
        sample = file.read(SAMPLE_CHARACTERS)
    between = delimiter or delimiter_of(sample)
    rows = (AlignedRows if between == BLANKS else TextRows)(path, encoding.name, between)
    return [Table("", 0, rows, encoding=encoding.name, damaged=encoding.damaged)]


def delimiter_of(sample: str) -> str:
    """The delimiter that splits the sample into most cells, outside quotation marks."""

    def cells(delimiter: str) -> int:
        reader = csv.reader(sample.splitlines(keepends=True), delimiter=delimiter)
        try:
            return sum(len(row) - 1 for row in islice(reader, SAMPLE_LINES))
        except csv.Error:
            return -1

    best = max(DELIMITERS, key=cells)
    return best if cells(best) > 0 or not _is_aligned(sample) else BLANKS


def _is_aligned(sample: str) -> bool:
    """Whether text without a delimiter has the same three or more words in every line."""
    whole = sample[: sample.rfind("\n") + 1].splitlines()
    lines = [line.split() for line in whole if line.strip()][:SAMPLE_LINES]
    below = lines[1:]  # the labels of a header may hold blanks
    return bool(below) and len(below[0]) > 2 and len({len(words) for words in below}) == 1


class AlignedRows:
    """The rows of a text file whose cells are parted by blanks."""

    def __init__(self, path: Path, encoding: str, delimiter: str) -> None:
        self.path = path
        self.encoding = encoding
        self.delimiter = delimiter

    def __call__(self) -> Iterator[Row]:
        """The rows from the beginning."""
        with self.path.open(encoding=self.encoding) as file:
            lines = iter(partial(file.readline, MAX_LINE), "")
            for number, line in enumerate(lines, start=1):
                yield Row(number, line.split())


class TextRows:
    """The rows of a text file.

    Text is split by Arrow, which gives the distinct cells of each column, as long as quotation
    marks stand around whole cells and nowhere else; all that follows others by the ``csv`` module.
    """

    def __init__(self, path: Path, encoding: str, delimiter: str) -> None:
        self.path = path
        self.encoding = encoding
        self.delimiter = delimiter

    def __call__(self) -> Iterator[Row]:
        """The rows from the beginning."""
        return chain.from_iterable(self.blocks())

    def blocks(self) -> Iterator[Sequence[Row]]:
        """The rows, many at once; see ``Table.blocks``."""
        with self.path.open(encoding=self.encoding, newline="") as file:
            text, number = "", 0
            while more := file.read(BLOCK_CHARACTERS):
                text += more
                if len(text) > LONGEST_BLOCK:
                    break
                while end := _end_of_block(text):
                    block = text[:end]
                    content = block.encode()
                    if not self._is_quoted_plainly(content):
                        break
                    text = text[end:]
                    yield self._columns(block, content, number) or self._rows(block, number)
                    number += BLOCK_ROWS + block.count("\r") - block.count("\r\n")
                if end:
                    break
            lines = iter(partial(file.readline, MAX_LINE), "")
            text += next(lines, "")
            yield from in_blocks(self._parsed(chain(StringIO(text, newline=""), lines), number))

    def _is_quoted_plainly(self, content: bytes) -> bool:
        """Whether quotation marks stand around whole cells of whole lines, and nowhere else."""
        if QUOTE.encode() not in content:
            return True
        found = np.frombuffer(content, np.uint8)
        marks = np.flatnonzero(found == ord(QUOTE))
        opening, closing = marks[::2], marks[1::2]
        if len(opening) != len(closing) or not self.delimiter.isascii():
            return False
        parts_cells = np.zeros(256, np.bool_)
        parts_cells[list(f"{self.delimiter}\r\n".encode())] = True
        # Before the first byte the last one is looked at: the end of a line.
        around = parts_cells[found[opening - 1]], parts_cells[found[closing + 1]]
        return bool(around[0].all() and around[1].all())

    def _columns(self, text: str, content: bytes, before: int) -> ColumnRows | None:
        """The rows of text that is quoted plainly; None if it is no plain grid."""
        has_blank_lines = text[0] in "\r\n" or "\n\n" in text or "\n\r\n" in text
        if has_blank_lines or text.count("\r") != text.count("\r\n"):
            return None
        width = len(next(csv.reader([text[: text.find("\n")]], delimiter=self.delimiter), ()))
        if width < 2:
            return None
        names = [str(place) for place in range(width)]
        try:
            grid = arrow_csv.read_csv(
                BytesIO(content),
                arrow_csv.ReadOptions(
                    use_threads=False, block_size=len(content) + 1, column_names=names
                ),
                arrow_csv.ParseOptions(
                    delimiter=self.delimiter,
                    quote_char=QUOTE if QUOTE in text else False,
                    ignore_empty_lines=False,
                ),
                arrow_csv.ConvertOptions(
                    check_utf8=False, column_types=dict.fromkeys(names, _CODED)
                ),
            )
        except pa.ArrowInvalid:
            return None
        if grid.num_rows != text.count("\n"):
            return None  # a cell holds a line break, so rows are no lines
        columns = [_column(chunked) for chunked in grid.columns]
        if any(len(cell) > csv.field_size_limit() for one in columns for cell in one.values):
            return None
        return ColumnRows(before + 1, columns)

    def _rows(self, text: str, before: int) -> list[Row]:
        return list(self._parsed(StringIO(text, newline=""), before))

    def _parsed(self, lines: Iterable[str], before: int) -> Iterator[Row]:
        reader = csv.reader(lines, delimiter=self.delimiter)
        last = before
        try:
            for cells in reader:
                yield _new(Row, (last + 1, cells, NOTHING_MERGED))
                last = before + reader.line_num
        except csv.Error as error:
            raise UnusableFile(
                f"From line {last + 1} on the text is no table: that line has no end, or a "
                "quotation mark is opened and never closed.",
                "Mend that line and drop the file in again; rows that were taken before stay "
                "and are not taken twice.",
            ) from error


def _end_of_block(text: str) -> int:
    """Where the first so many lines of a text end; 0 if it has not so many."""
    *lines, rest = text.split("\n", BLOCK_ROWS)
    return len(text) - len(rest) if len(lines) == BLOCK_ROWS else 0


def _column(chunked: pa.ChunkedArray) -> Column:
    coded = chunked.combine_chunks()
    _, codes = coded.indices.buffers()
    start = coded.indices.offset * CODE_BYTES
    end = start + len(coded) * CODE_BYTES
    return Column(coded.dictionary.to_pylist(), array(CODE, codes.to_pybytes()[start:end]))
