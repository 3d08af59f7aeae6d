"""Reads one workbook in a process of its own, under limits, and prints it as JSON lines.

Run as a script, not imported: ``workbook_reader.py FILE MEMORY_MB CPU_SECONDS list|rows INDEX``.
A workbook is foreign input to a parser that trusts its sizes: two cells in far corners make it
ask for hundreds of gigabytes. Here that ends this process and nothing else. It therefore imports
nothing of the project, and decides nothing: meaning belongs to the parent.

``list`` prints one line, ``[[index, name, visible], …]``. ``rows`` prints the merged ranges that
run down a column, then ``[row number, cell, …]`` for each row with content; row numbers are those
that Excel shows. Dates become text, numbers stay numbers, everything else is text.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

EXIT_PASSWORD = 3
EXIT_DAMAGED = 4
MAX_COLUMNS = 1000
EXIT_TOO_WIDE = 5
Cell = str | int | float


def main(arguments: list[str]) -> int:
    """Do what the arguments say; the exit code names what went wrong."""
    path, memory_mb, cpu_seconds, verb = arguments[:4]
    _limit(int(memory_mb) << 20, int(cpu_seconds))
    try:
        with CalamineWorkbook.from_path(path) as workbook:
            if verb == "list":
                _print(_sheets(workbook))
                return 0
            sheet = workbook.get_sheet_by_index(int(arguments[4]))
            return _rows(sheet)
    except PasswordError:
        return EXIT_PASSWORD
    except (CalamineError, OSError, ValueError) as error:
        sys.stderr.write(type(error).__name__)
        return EXIT_DAMAGED


def _sheets(workbook: CalamineWorkbook) -> list[tuple[int, str, bool]]:
    return [
        (index, sheet.name, sheet.visible == SheetVisibleEnum.Visible)
        for index, sheet in enumerate(workbook.sheets_metadata)
        if sheet.typ == SheetTypeEnum.WorkSheet
    ]


def _rows(sheet: CalamineSheet) -> int:
    if sheet.width > MAX_COLUMNS:
        return EXIT_TOO_WIDE
    left = sheet.start[1] if sheet.start else 0
    _print(list(_merged_down(sheet, left)))
    for number, row in enumerate(sheet.iter_rows(), start=1):
        cells = [_cell(value) for value in row]
        if any(cell != "" for cell in cells):
            _print([number, *cells])
    return 0


def _merged_down(sheet: CalamineSheet, left: int) -> Iterator[tuple[int, int, int]]:
    for (top, first), (bottom, last) in sheet.merged_cell_ranges or []:
        if bottom > top and first == last:
            yield top + 1, bottom + 1, first - left


def _cell(value: object) -> Cell:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e18:
        return int(value)
    if isinstance(value, (int, float)):
        return value
    if isinstance(value, datetime):
        at = value.replace(microsecond=0) + timedelta(seconds=round(value.microsecond / 1e6))
        return str(at.date()) if at.time() == time() else str(at)
    if isinstance(value, (date, time, timedelta)):
        return str(value).partition(".")[0]
    return ""


def _print(line: object) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=True, separators=(",", ":")) + "\n")


def _limit(memory: int, cpu_seconds: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits
        return
    for kind, value in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, cpu_seconds)):
        _, hard = resource.getrlimit(kind)
        if hard == resource.RLIM_INFINITY or value < hard:
            resource.setrlimit(kind, (value, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
