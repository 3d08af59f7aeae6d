"""Writes workbooks as mall systems do: merged titles, header on row 4, numbers where texts belong.

The same content gives the same bytes: the workbook is dated by the sandbox's clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

Cell = str | int | float
HEADER_ROW = 3
FORMATS = {"date": "yyyy/m/d", "moment": "yyyy-mm-dd hh:mm:ss", "money": "#,##0.00", "number": "0"}


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column: its label, and how Excel shows its numbers (a key of `FORMATS`, or nothing)."""

    label: str
    shown_as: str = ""


@dataclass(frozen=True, slots=True)
class HiddenSheet:
    """A sheet nobody is meant to see: its name and all its rows."""

    name: str
    rows: Sequence[Sequence[Cell]]


def write_workbook(
    path: Path,
    written_at: datetime,
    titles: Sequence[str],
    columns: Sequence[SheetColumn],
    rows: Iterable[Sequence[Cell]],
    footer: Sequence[Sequence[Cell]] = (),
    hidden: HiddenSheet | None = None,
) -> None:
    """Write one visible sheet, and behind it a hidden one if asked.

    Args:
        path: The file.
        written_at: The instant in the file's properties.
        titles: Lines above the header, each merged over all columns; at most three.
        columns: The columns.
        rows: Cells; a number in a column with a format is stored as a number, a text as a text.
        footer: Rows below the data.
        hidden: The hidden sheet.
    """
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        book.set_properties({"created": written_at.replace(tzinfo=None)})
        formats = {name: book.add_format({"num_format": text}) for name, text in FORMATS.items()}
        title = book.add_format({"bold": True, "align": "center"})
        sheet = book.add_worksheet("Sheet1")
        for line, text in enumerate(titles):
            sheet.merge_range(line, 0, line, len(columns) - 1, text, title)
        sheet.write_row(HEADER_ROW, 0, [column.label for column in columns])
        shown = [formats.get(column.shown_as) for column in columns]
        last = HEADER_ROW
        for last, cells in enumerate(rows, start=HEADER_ROW + 1):
            _write_row(sheet, last, cells, shown)
        for number, cells in enumerate(footer, start=last + 1):
            _write_row(sheet, number, cells, shown)
        if hidden:
            _write_hidden(book, hidden)


def _write_hidden(book: xlsxwriter.Workbook, hidden: HiddenSheet) -> None:
    sheet = book.add_worksheet(hidden.name)
    sheet.hide()
    for number, cells in enumerate(hidden.rows):
        _write_row(sheet, number, cells, [None] * len(cells))


def _write_row(
    sheet: Worksheet, number: int, cells: Sequence[Cell], shown: Sequence[Format | None]
) -> None:
    for place, (cell, form) in enumerate(zip(cells, shown, strict=False)):
        if isinstance(cell, str):
            if cell:
                sheet.write_string(number, place, cell)
        else:
            sheet.write_number(number, place, cell, form)
