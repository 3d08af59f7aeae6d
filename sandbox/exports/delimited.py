"""Writes delimited text files in parts, so that a large list never stands in memory at once.

Encodings, line ends, quoting and ragged ends are decided by the caller; what the cells say, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

Part = Sequence[list[str]]
"""Some rows of a file, column by column."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a program writes text files.

    Attributes:
        delimiter: Between two cells.
        newline: After each row.
        encoding: A Python codec.
        quotes: Whether cells are quoted where they hold a delimiter, a quote or a line break.
        header_tail: What follows the last label, such as one more delimiter.
    """

    delimiter: str = ","
    newline: str = "\n"
    encoding: str = "utf-8-sig"
    quotes: bool = True
    header_tail: str = ""


def write_delimited(
    path: Path,
    dialect: Dialect,
    labels: Sequence[str],
    parts: Iterable[Part],
    footer: Sequence[Sequence[str]] = (),
    titles: Sequence[Sequence[str]] = (),
) -> None:
    """Write titles, labels, rows and footer rows to a file."""
    special = re.compile(f'[{re.escape(dialect.delimiter)}"\r\n]')
    with path.open("w", encoding=dialect.encoding, newline="") as file:
        for cells in titles:
            file.write(dialect.delimiter.join(cells) + dialect.newline)
        file.write(dialect.delimiter.join(labels) + dialect.header_tail + dialect.newline)
        for part in parts:
            columns = [_quoted(column, special) for column in part] if dialect.quotes else part
            rows = map(dialect.delimiter.join, zip(*columns, strict=True))
            file.writelines(row + dialect.newline for row in rows)
        for cells in footer:
            quoted = _quoted(list(cells), special) if dialect.quotes else cells
            file.write(dialect.delimiter.join(quoted) + dialect.newline)


def _quoted(column: list[str], special: re.Pattern[str]) -> list[str]:
    if not special.search("\0".join(column)):
        return column
    return [
        '"' + cell.replace('"', '""') + '"' if special.search(cell) else cell for cell in column
    ]
