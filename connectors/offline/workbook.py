"""Workbooks (XLSX, XLS, XLSB, ODS), opened only after their sizes were looked at.

The parsing happens in ``workbook_reader``, a process of its own with limits on memory and CPU.
What is in the sheets is not judged here.
"""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import zipfile
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, Any

from connectors.offline.cells import NumberText
from connectors.offline.errors import UnusableFile
from connectors.offline.settings import Settings
from connectors.offline.table import SCANNED_ROWS, Row, Table
from connectors.offline.workbook_reader import EXIT_PASSWORD, EXIT_TOO_WIDE

READER = Path(__file__).with_name("workbook_reader.py")
MAX_ENTRIES = 5000
ROWS_AT_OPENING = 2000  # a sheet of no more rows is read once, when the workbook is opened
SMALL = 8 << 20  # below this size unpacked, a high ratio harms nobody
_DATE_1904 = re.compile(rb"""<(?:\w+:)?workbookPr\b[^>]*\bdate1904\s*=\s*["'](?:1|true)["']""")
_AS_CSV = "Export it as CSV (UTF-8), or in parts, and drop it in again."


def check_sizes(path: Path, settings: Settings) -> None:
    """Refuse a workbook that would unpack to more than is believable, before it is unpacked.

    Raises:
        UnusableFile: Too large, too many parts, or packed too tightly to be meant well.
    """
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, sum(part.compress_size for part in parts))
    if len(parts) > MAX_ENTRIES:
        raise UnusableFile(f"The workbook has {len(parts):,} parts inside.", _AS_CSV)
    if unpacked > settings.max_unpacked_mb << 20:
        raise UnusableFile(
            f"The workbook unpacks to {unpacked >> 20:,} MB, more than the "
            f"{settings.max_unpacked_mb:,} MB allowed (OFFLINE_MAX_UNPACKED_MB).",
            _AS_CSV,
        )
    if unpacked > SMALL and unpacked / packed > settings.max_ratio:
        raise UnusableFile(
            f"The workbook unpacks to {unpacked // packed:,} times its size, which only a "
            "zip bomb does.",
            _AS_CSV,
        )
    if any(part.flag_bits & 1 for part in parts):
        raise UnusableFile(
            "The workbook is protected with a password.", "Save it without a password."
        )


def open_workbook(path: Path, settings: Settings) -> list[Table]:
    """The visible sheets of a workbook as tables.

    Raises:
        UnusableFile: It is protected, damaged, or larger than the limits.
    """
    check_sizes(path, settings)
    epoch_1904 = _counts_from_1904(path)
    with _reader(path, settings, "open", str(ROWS_AT_OPENING)) as lines:
        sheets = [json.loads(line) for line in lines]
    return [
        Table(
            name,
            index,
            _RowsAtHand(first, merged) if whole else _SheetRows(path, settings, index),
            epoch_1904,
            first=tuple(islice(_laid_out(first, merged), SCANNED_ROWS + 1)),
        )
        for index, name, merged, first, whole in sheets
    ]


class _RowsAtHand:
    def __init__(self, rows: list[list[Any]], merged: Sequence[Sequence[int]]) -> None:
        self.rows = rows
        self.merged = merged

    def __call__(self) -> Iterator[Row]:
        return _laid_out(self.rows, self.merged)


class _SheetRows:
    def __init__(self, path: Path, settings: Settings, index: int) -> None:
        self.path = path
        self.settings = settings
        self.index = index

    def __call__(self) -> Iterator[Row]:
        with _reader(self.path, self.settings, "rows", str(self.index)) as lines:
            merged = json.loads(next(lines))
            yield from _laid_out(map(json.loads, lines), merged)


def _laid_out(rows: Iterable[list[Any]], merged: Sequence[Sequence[int]]) -> Iterator[Row]:
    """Rows as the reader prints them, with what merged ranges say to the cells below their top."""
    waiting = deque(merged)
    running: list[tuple[int, int, str]] = []
    for number, *values in rows:
        cells = [_text(value) for value in values]
        if not waiting and not running:
            yield Row(number, cells)
            continue
        running = [span for span in running if span[0] >= number]
        shown = {column: text for _, column, text in running if not cells[column]}
        while waiting and waiting[0][0] <= number:
            _, bottom, column = waiting.popleft()
            if 0 <= column < len(cells) and bottom > number:
                running.append((bottom, column, cells[column]))
        yield Row(number, cells, shown)


def _text(value: str | float) -> str:
    if isinstance(value, str):
        return value
    return NumberText(value) if isinstance(value, int) else NumberText(_decimal(value))


def _decimal(value: float) -> str:
    text = repr(value)
    return f"{value:.10f}".rstrip("0") if "e-" in text else text


@contextmanager
def _reader(path: Path, settings: Settings, *verb: str) -> Iterator[Iterator[str]]:
    limits = (str(settings.workbook_memory_mb), str(settings.workbook_seconds))
    process = subprocess.Popen(  # noqa: S603 - our own script; the file is an argument, not code
        [sys.executable, "-I", "-B", str(READER), str(path), *limits, *verb],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="ascii",
    )
    try:
        yield _lines(process, settings)
    finally:
        process.kill()
        process.wait()
        _close(process.stdout)


def _lines(process: subprocess.Popen[str], settings: Settings) -> Iterator[str]:
    if process.stdout is None:
        raise RuntimeError("the workbook reader was started without an output")
    yield from process.stdout
    code = process.wait()
    if code:
        raise _explain(code, settings)


def _explain(code: int, settings: Settings) -> UnusableFile:
    if code == EXIT_PASSWORD:
        return UnusableFile(
            "The workbook is protected with a password.",
            "Save it without a password and drop it in again.",
        )
    if code == EXIT_TOO_WIDE:
        return UnusableFile("The sheet has more than 1,000 columns.", _AS_CSV)
    if code in (-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGKILL, -signal.SIGXCPU, 1):
        return UnusableFile(
            f"Reading the workbook takes more than {settings.workbook_memory_mb:,} MB or "
            f"{settings.workbook_seconds} s (OFFLINE_WORKBOOK_MEMORY_MB, "
            "OFFLINE_WORKBOOK_SECONDS).",
            _AS_CSV,
        )
    return UnusableFile("The workbook is damaged or half-copied.", "Copy or export it again.")


def _close(stream: IO[Any] | None) -> None:
    if stream is not None:
        stream.close()


def _counts_from_1904(path: Path) -> bool:
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        if "xl/workbook.xml" not in archive.namelist():
            return False
        with archive.open("xl/workbook.xml") as part:
            return bool(_DATE_1904.search(part.read(1 << 20)))
