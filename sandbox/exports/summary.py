"""What was written: one entry per file, for tests and for whoever drops the files somewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Content = Literal[
    "members",
    "sales",
    "points_statements",
    "stored_value_statements",
    "payments",
    "orders",
    "customers",
    "surveys",
    "none",
]


@dataclass(frozen=True, slots=True)
class ExportFile:
    """One file of a delivery.

    Attributes:
        name: Its name in the folder.
        content: What it lists; `none` for a file without a list.
        rows: Data rows, without titles, header and totals.
        cards: Cards that stand in a readable row.
        ticket_lines: Ticket lines that stand in a readable row.
        refused: Rows a reader has to refuse; their cards or lines also stand in another file.
        note: What is wrong with the file, if anything.
    """

    name: str
    content: Content
    rows: int = 0
    cards: int = 0
    ticket_lines: int = 0
    refused: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class ExportSummary:
    """One delivery.

    Attributes:
        files: The files in the order they were written.
        cards: Different cards in readable rows.
        ticket_lines: Different ticket lines in readable rows.
        amount_fen: What those lines add up to.
    """

    files: tuple[ExportFile, ...]
    cards: int
    ticket_lines: int
    amount_fen: int

    @property
    def refused(self) -> int:
        """Rows a reader has to refuse, over all files."""
        return sum(file.refused for file in self.files)
