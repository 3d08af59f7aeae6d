"""A home with an inbox and a reader who pulls like the landing does: commit, then ask for more."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

from connectors.core.stream import Page, PullContext, Record, Rejected
from connectors.offline import Settings, connect
from connectors.offline.kinds import KINDS

NOW = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
STREAMS = (*KINDS, "files")


def seal(content: bytes) -> bytes:
    """Stands in for the vault: unreadable, and different from the content."""
    return b"SEALED" + bytes(byte ^ 0x5A for byte in content)


def unseal(sealed: bytes) -> bytes:
    return bytes(byte ^ 0x5A for byte in sealed.removeprefix(b"SEALED"))


def token(kind: str, value: str) -> str:
    """Stands in for the guard: keyed, so it cannot be turned around by trying all phones."""
    return f"{kind}_" + hashlib.blake2b(value.encode(), key=b"test key").hexdigest()[:32]


@dataclass
class Counter:
    """One home, and everything that was committed from its inbox."""

    home: Path
    settings: dict[str, Any] = field(default_factory=dict)
    cursors: dict[str, dict[str, Any] | None] = field(default_factory=dict)
    committed: dict[str, list[Record]] = field(default_factory=dict)
    refused: list[Rejected] = field(default_factory=list)

    @property
    def inbox(self) -> Path:
        return self.home / "inbox"

    def drop(self, name: str, content: bytes | str, encoding: str = "utf-8") -> Path:
        """Put a file into the inbox."""
        path = self.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode(encoding) if isinstance(content, str) else content)
        return path

    def drop_mapping(self, name: str, text: str) -> None:
        (self.home / "mappings").mkdir(parents=True, exist_ok=True)
        (self.home / "mappings" / name).write_text(text, "utf-8")

    def pages(self, stream: str) -> Iterable[Page]:
        """The stream's pages, each committed before the next is asked for."""
        source = connect(
            Settings(_env_file=None, **{"settle_seconds": 0, **self.settings}),
            state_dir=self.home / "tokens",
            now=lambda: NOW,
            inbox=self.inbox,
            archive=self.home / "archive",
            quarantine=self.home / "quarantine",
            seal=seal,
            token=token,
        )
        found = next(one for one in source.streams if one.name == stream)
        context = PullContext(lambda: NOW, date(2024, 1, 1), lambda: ())
        for page in found.pages(self.cursors.get(stream), context):
            self.committed.setdefault(stream, []).extend(page.records)
            self.refused.extend(page.rejected)
            self.cursors[stream] = page.cursor
            yield page

    def pull(self, *streams: str) -> Counter:
        """Pull streams to their end; all of them by default."""
        for stream in streams or STREAMS:
            for _ in self.pages(stream):
                pass
        return self

    @property
    def members(self) -> list[dict[str, Any]]:
        return [record.payload for record in self.committed.get("members", [])]

    @property
    def sales(self) -> list[dict[str, Any]]:
        return [record.payload for record in self.committed.get("sales", [])]

    @property
    def files(self) -> list[dict[str, Any]]:
        return [record.payload for record in self.committed.get("files", [])]

    @property
    def reasons(self) -> list[str]:
        return [one.reason for one in self.refused]

    def refusals(self) -> list[Rejected]:
        """Refused rows and files, without the notices."""
        return [one for one in self.refused if not one.reason.startswith("Notice:")]

    def lying_in_inbox(self) -> list[str]:
        return sorted(p.relative_to(self.inbox).as_posix() for p in self.inbox.rglob("*.*"))


def at(text: str) -> datetime:
    """A wall-clock time as workbooks hold it: without a zone."""
    return datetime.fromisoformat(text)


def csv_text(*rows: Sequence[object], delimiter: str = ",", end: str = "\r\n") -> str:
    """Rows as delimited text; a cell that holds the delimiter is quoted unless it already is."""

    def quoted(cell: object) -> str:
        text = str(cell)
        return f'"{text}"' if delimiter in text and text[:1] != '"' else text

    return "".join(delimiter.join(map(quoted, row)) + end for row in rows)


def workbook(
    *sheets: tuple[str, Sequence[Sequence[object]]],
    hidden: Sequence[str] = (),
    merged: Sequence[tuple[int, int, int, int]] = (),
    date_1904: bool = False,
) -> bytes:
    """An XLSX file; strings stay strings, numbers numbers, datetimes become date cells."""
    target = BytesIO()
    book = xlsxwriter.Workbook(
        target, {"date_1904": date_1904, "default_date_format": "yyyy-mm-dd hh:mm:ss"}
    )
    for name, rows in sheets:
        sheet = book.add_worksheet(name)
        if name in hidden:
            sheet.hide()
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(number, column, cell)
                elif cell is not None:
                    sheet.write(number, column, cell)
        for top, left, bottom, right in merged:
            value = rows[top][left]
            sheet.merge_range(top, left, bottom, right, value)
    book.close()
    return target.getvalue()
