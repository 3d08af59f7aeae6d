"""HTML tables, which many back-ends hand out under the name ``.xls``.

Only ``table``, ``tr``, ``td`` and ``th`` count; scripts and styles are skipped, nothing is loaded,
and rows stream through. Cells that span columns or rows are laid out as a browser would.
"""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from connectors.offline.decode import find_encoding
from connectors.offline.errors import UnusableFile
from connectors.offline.table import Row, Table

CHUNK_CHARACTERS = 1 << 16
MAX_SPAN = 1000
MAX_TAG = 1 << 20
TableRow = tuple[int, list[str], dict[int, str]]


def open_markup(path: Path) -> list[Table]:
    """The tables of an HTML file.

    Raises:
        UnusableFile: No encoding fits the file, or it is no HTML after all.
    """
    encoding = find_encoding(path)
    count = 1 + max((table for table, _, _ in _parse(path, encoding.name)), default=-1)
    return [
        Table(
            f"table {index + 1}" if count > 1 else "",
            index,
            _HtmlRows(path, encoding.name, index),
            encoding=encoding.name,
            damaged=encoding.damaged,
        )
        for index in range(count)
    ]


class _HtmlRows:
    def __init__(self, path: Path, encoding: str, index: int) -> None:
        self.path = path
        self.encoding = encoding
        self.index = index

    def __call__(self) -> Iterator[Row]:
        number = 0
        for table, cells, merged in _parse(self.path, self.encoding):
            if table == self.index:
                number += 1
                yield Row(number, cells, merged)


def _parse(path: Path, encoding: str) -> Iterator[TableRow]:
    parser = _TableParser()
    with path.open(encoding=encoding, newline="") as file:
        while chunk := file.read(CHUNK_CHARACTERS):
            parser.feed(chunk)
            yield from parser.take()
            if len(parser.rawdata) > MAX_TAG:
                raise UnusableFile("A tag of this HTML file never ends.", "Export it again.")
    parser.close()
    parser.end_row()
    yield from parser.take()


class _TableParser(HTMLParser):
    """Collects the rows of top-level tables as they close."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._finished: list[TableRow] = []
        self._table = -1
        self._depth = 0
        self._silent = 0
        self._row: list[str] | None = None
        self._merged: dict[int, str] = {}
        self._cell: list[str] | None = None
        self._span = (1, 1)
        self._below: dict[int, tuple[int, str]] = {}

    def take(self) -> list[TableRow]:
        """Rows that have closed since the last call."""
        finished, self._finished = self._finished, []
        return finished

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self._silent += 1
        elif tag == "table":
            self._depth += 1
            if self._depth == 1:
                self._table += 1
                self._below = {}
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")
        elif self._depth == 1 and tag == "tr":
            self.end_row()
            self._row = []
        elif self._depth == 1 and tag in ("td", "th"):
            self._start_cell(dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._silent = max(0, self._silent - 1)
        elif tag == "table":
            if self._depth == 1:
                self.end_row()
            self._depth = max(0, self._depth - 1)
        elif self._depth == 1 and tag == "tr":
            self.end_row()
        elif self._depth == 1 and tag in ("td", "th"):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._silent:
            self._cell.append(data)

    def end_row(self) -> None:
        """Close the row that is open, if one is."""
        self._end_cell()
        if self._row is None:
            return
        self._fill_from_above()
        self._finished.append((self._table, self._row, self._merged))
        self._row, self._merged = None, {}

    def _start_cell(self, attributes: dict[str, str | None]) -> None:
        self._end_cell()
        if self._row is None:
            self._row = []
        self._fill_from_above()
        self._cell = []
        self._span = (_span(attributes.get("colspan")), _span(attributes.get("rowspan")))

    def _end_cell(self) -> None:
        if self._cell is None or self._row is None:
            return
        text, self._cell = "".join(self._cell).strip(), None
        columns, rows = self._span
        for offset in range(columns):
            shown = "" if offset else text
            if rows > 1:
                self._below[len(self._row)] = (rows - 1, shown)
            self._row.append(shown)

    def _fill_from_above(self) -> None:
        while self._row is not None and len(self._row) in self._below:
            column = len(self._row)
            left, shown = self._below.pop(column)
            if left > 1:
                self._below[column] = (left - 1, shown)
            self._merged[column] = shown
            self._row.append("")


def _span(text: str | None) -> int:
    return min(MAX_SPAN, max(1, int(text))) if text and text.isdecimal() else 1
