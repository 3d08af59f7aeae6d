"""Reads one workbook in a process of its own, under limits, and prints it as JSON lines.

Run as a script: ``workbook_reader.py FILE MEMORY_MB CPU_SECONDS open ROWS|rows INDEX``.
A workbook is foreign input to a parser that trusts its sizes: two cells in far corners make it
ask for hundreds of gigabytes. Here that ends this process and nothing else. It therefore imports
nothing of the project, and decides nothing: meaning belongs to the parent.

``open`` prints a line for each visible sheet: index, name, merged ranges that run down a column,
the first rows, and whether these are all rows. ``rows`` prints the merged ranges of one sheet,
then a line for each row with content. A row is its number, as Excel shows it, and its cells.
Dates become text, numbers stay numbers, everything else is text.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice

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
            if verb == "open":
                return _open(workbook, int(arguments[4]))
            return _rows(workbook.get_sheet_by_index(int(arguments[4])))
    except PasswordError:
        return EXIT_PASSWORD
    except (CalamineError, OSError, ValueError, ArithmeticError):
        return EXIT_DAMAGED
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # calamine gives up; not exported by it
            return EXIT_DAMAGED
        raise


def _open(workbook: CalamineWorkbook, rows: int) -> int:
    for index, described in enumerate(workbook.sheets_metadata):
        is_list = described.typ == SheetTypeEnum.WorkSheet
        if is_list and described.visible == SheetVisibleEnum.Visible:
            sheet = workbook.get_sheet_by_index(index)
            if sheet.width > MAX_COLUMNS:
                return EXIT_TOO_WIDE
            filled = _filled(sheet)
            first = list(islice(filled, rows))
            _print([index, described.name, _merged_down(sheet), first, next(filled, None) is None])
    return 0


def _rows(sheet: CalamineSheet) -> int:
    _print(_merged_down(sheet))
    for row in _filled(sheet):
        _print(row)
    return 0


def _filled(sheet: CalamineSheet) -> Iterator[list[Cell]]:
    for number, row in enumerate(sheet.iter_rows(), start=1):
        cells = [_cell(value) for value in row]
        if any(cell != "" for cell in cells):
            yield [number, *cells]


def _merged_down(sheet: CalamineSheet) -> list[tuple[int, int, int]]:
    left = sheet.start[1] if sheet.start else 0
    return sorted(
        (top + 1, bottom + 1, first - left)
        for (top, first), (bottom, last) in sheet.merged_cell_ranges or []
        if bottom > top and first == last
    )


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
