"""CSV in all its dialects: comma, tab, semicolon or bar; any line ending; quoted line breaks.

What the extension says does not matter, and neither does what the columns mean.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path

from connectors.offline.decode import find_encoding
from connectors.offline.errors import UnusableFile
from connectors.offline.table import NOTHING_MERGED, Row, Table

DELIMITERS = (",", "\t", ";", "|")
SAMPLE_LINES = 40
MAX_LINE = 1 << 20  # a file without line ends must not be read into memory whole
SAMPLE_CHARACTERS = 1 << 16
_new = tuple.__new__  # a third of the time of calling Row, a million times


def open_delimited(path: Path) -> list[Table]:
    """The one table of a text file.

    Raises:
        UnusableFile: No encoding fits the file.
    """
    encoding = find_encoding(path)
    with path.open(encoding=encoding.name, newline="") as file:
        sample = file.read(SAMPLE_CHARACTERS)
    rows = _TextRows(path, encoding.name, delimiter_of(sample))
    return [Table("", 0, rows, encoding=encoding.name, damaged=encoding.damaged)]


def delimiter_of(sample: str) -> str:
    """The delimiter that splits the sample into most cells, outside quotation marks."""

    def cells(delimiter: str) -> int:
        reader = csv.reader(sample.splitlines(keepends=True), delimiter=delimiter)
        try:
            return sum(len(row) - 1 for row in islice(reader, SAMPLE_LINES))
        except csv.Error:
            return -1

    return max(DELIMITERS, key=cells)


class _TextRows:
    def __init__(self, path: Path, encoding: str, delimiter: str) -> None:
        self.path = path
        self.encoding = encoding
        self.delimiter = delimiter

    def __call__(self) -> Iterator[Row]:
        with self.path.open(encoding=self.encoding, newline="") as file:
            lines = iter(partial(file.readline, MAX_LINE), "")
            reader = csv.reader(lines, delimiter=self.delimiter)
            last = 0
            try:
                for cells in reader:
                    yield _new(Row, (last + 1, cells, NOTHING_MERGED))
                    last = reader.line_num
            except csv.Error as error:
                raise UnusableFile(
                    f"From line {last + 1} on the text is no table: a quotation mark is probably "
                    "opened and never closed.",
                    "Mend that line and drop the file in again; rows that were taken before stay "
                    "and are not taken twice.",
                ) from error
