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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from connectors.offline.cells import NumberText
from connectors.offline.errors import UnusableFile
from connectors.offline.settings import Settings
from connectors.offline.table import NOTHING_MERGED, Row, Table
from connectors.offline.workbook_reader import EXIT_PASSWORD, EXIT_TOO_WIDE

READER = Path(__file__).with_name("workbook_reader.py")
MAX_ENTRIES = 5000
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
    with _reader(path, settings, "list") as lines:
        sheets = json.loads(next(lines))
    return [
        Table(name, index, _SheetRows(path, settings, index), epoch_1904)
        for index, name, visible in sheets
        if visible
    ]


class _SheetRows:
    def __init__(self, path: Path, settings: Settings, index: int) -> None:
        self.path = path
        self.settings = settings
        self.index = index

    def __call__(self) -> Iterator[Row]:
        with _reader(self.path, self.settings, "rows", str(self.index)) as lines:
            merged = [_Merged(*found) for found in json.loads(next(lines))]
            for line in lines:
                number, *values = json.loads(line)
                cells = [_text(value) for value in values]
                yield Row(
                    number, cells, _shown(merged, number, cells) if merged else NOTHING_MERGED
                )


class _Merged:
    """A range merged down one column: its rows, its column, and the value of its top cell."""

    def __init__(self, top: int, bottom: int, column: int) -> None:
        self.top, self.bottom, self.column, self.value = top, bottom, column, ""

    def remember(self, number: int, cells: list[str]) -> None:
        if number == self.top and self.column < len(cells):
            self.value = cells[self.column]

    def covers(self, number: int, cells: list[str]) -> bool:
        inside = self.top < number <= self.bottom and self.column < len(cells)
        return inside and not cells[self.column]


def _shown(merged: list[_Merged], number: int, cells: list[str]) -> dict[int, str]:
    for span in merged:
        span.remember(number, cells)
    return {span.column: span.value for span in merged if span.covers(number, cells)}


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
