"""The folder a delivery goes into: writes files, dates them, and keeps the books about them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from sandbox.exports.delimited import Dialect, Part, write_delimited
from sandbox.exports.markup import write_markup
from sandbox.exports.members import ListColumn
from sandbox.exports.summary import Content, ExportFile, ExportSummary
from sandbox.exports.workbook import Cell, HiddenSheet, SheetColumn, write_workbook
from sandbox.platforms.columns import Flags, Ints, ints
from sandbox.world import World

ROWS_AT_ONCE = 100_000


class Folder:
    """Writes lists of cards or ticket lines and remembers what stands in them.

    Args:
        world: Whose cards and lines they are.
        out: The folder; made when it is missing.
    """

    def __init__(self, world: World, out: Path) -> None:
        self._world = world
        self._out = out
        self._files: list[ExportFile] = []
        self._seen: dict[Content, Flags] = {
            "members": np.zeros(len(world.cards), dtype=np.bool_),
            "sales": np.zeros(len(world.ticket_lines), dtype=np.bool_),
        }
        out.mkdir(parents=True, exist_ok=True)

    def text(
        self,
        name: str,
        content: Content,
        dialect: Dialect,
        columns: Sequence[ListColumn],
        rows: Ints,
        at: int,
        footer: Sequence[Sequence[str]] = (),
        note: str = "",
        refused: bool = False,
        titles: Sequence[Sequence[str]] = (),
    ) -> None:
        """Write rows of the world as delimited text; `at` becomes the file's time."""
        labels = [column.label for column in columns]
        parts = _parts(columns, rows)
        write_delimited(self._out / name, dialect, labels, parts, footer, titles)
        self._note(name, content, rows, at, note, refused)

    def markup(
        self,
        name: str,
        content: Content,
        columns: Sequence[ListColumn],
        rows: Ints,
        at: int,
        note: str = "",
    ) -> None:
        """Write rows of the world as an HTML table; `at` becomes the file's time."""
        labels = [column.label for column in columns]
        write_markup(self._out / name, labels, _parts(columns, rows))
        self._note(name, content, rows, at, note)

    def cells(
        self,
        name: str,
        content: Content,
        dialect: Dialect,
        labels: Sequence[str],
        columns: Part,
        at: int,
        footer: Sequence[Sequence[str]] = (),
    ) -> None:
        """Write cells that are spelled already, column by column."""
        write_delimited(self._out / name, dialect, labels, [columns], footer)
        self._note(name, content, np.arange(len(columns[0]) if columns else 0), at)

    def workbook(
        self,
        name: str,
        content: Content,
        titles: Sequence[str],
        columns: Sequence[SheetColumn],
        cells: Callable[[Ints], list[tuple[Cell, ...]]],
        rows: Ints,
        at: int,
        footer: Sequence[Sequence[Cell]] = (),
        hidden: HiddenSheet | None = None,
    ) -> None:
        """Write rows of the world as a workbook; `at` becomes the file's time."""
        lines = (
            line
            for begin in range(0, len(rows), ROWS_AT_ONCE)
            for line in cells(rows[begin : begin + ROWS_AT_ONCE])
        )
        written_at = datetime.fromtimestamp(at, UTC)
        write_workbook(self._out / name, written_at, titles, columns, lines, footer, hidden)
        self._note(name, content, rows, at)

    def raw(self, name: str, content: bytes, at: int, note: str) -> None:
        """Write a file that holds no list."""
        (self._out / name).write_bytes(content)
        self._note(name, "none", np.zeros(0, dtype=np.int64), at, note)

    def summary(self) -> ExportSummary:
        """Return what was written so far."""
        lines = self._seen["sales"]
        return ExportSummary(
            files=tuple(self._files),
            cards=int(self._seen["members"].sum()),
            ticket_lines=int(lines.sum()),
            amount_fen=int(ints(self._world.ticket_lines.amount_fen)[lines].sum()),
        )

    def _note(
        self,
        name: str,
        content: Content,
        rows: Ints,
        at: int,
        note: str = "",
        refused: bool = False,
    ) -> None:
        os.utime(self._out / name, (at, at))
        readable = 0 if refused else len(rows)
        if readable and content in self._seen:
            self._seen[content][rows] = True
        self._files.append(
            ExportFile(
                name=name,
                content=content,
                rows=len(rows),
                cards=readable if content == "members" else 0,
                ticket_lines=readable if content == "sales" else 0,
                refused=len(rows) - readable,
                note=note,
            )
        )


def _parts(columns: Sequence[ListColumn], rows: Ints) -> Iterator[Part]:
    for begin in range(0, len(rows), ROWS_AT_ONCE):
        yield [column.write(rows[begin : begin + ROWS_AT_ONCE]) for column in columns]
