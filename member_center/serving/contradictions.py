"""Exports that contradict each other, as the published version found them, in words for people.

What contradicts what is decided in dbt (`file_contradictions`); here it is only read and said.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb

from member_center.serving.manifest import ServingError
from member_center.serving.report.reader import open_current

FOUND = """
    select stream, record_id, store, business_date, kept_file, other_file, differs_in,
        kept_amount, other_amount
    from file_contradictions
    order by stream, business_date desc, record_id, other_file
"""
_NEXT_STEPS = {
    "sales": "Compare with the till. If the other file is right, drop that ticket in again in a "
    "file that is newer (a newer day in its name).",
    "members": "Correct the card in the system that exports it, and export the list again.",
}


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A record that is told in two ways.

    Attributes:
        stream: The kind of list: `sales` or `members`.
        record_id: The ticket or card.
        store: The store of a ticket, if it is known.
        business_date: The day of the ticket, or the day both lists speak for (Asia/Shanghai).
        kept_file: The file whose word counts.
        other_file: The one that says otherwise; the same one if it contradicts itself.
        differs_in: What differs.
        kept_amount: Yuan of the ticket by the word that counts; None for members.
        other_amount: Yuan by the other file.
    """

    stream: str
    record_id: str
    store: str | None
    business_date: date
    kept_file: str
    other_file: str
    differs_in: str
    kept_amount: Decimal | None
    other_amount: Decimal | None

    @property
    def place(self) -> str:
        """The files, and the record in them."""
        files = dict.fromkeys((self.kept_file, self.other_file))
        where = f" · {self.store}" if self.store else ""
        return f"{' ≠ '.join(files)} · {self.record_id} of {self.business_date}{where}"

    @property
    def reason(self) -> str:
        """What is said twice, and whose word counts."""
        if self.kept_file == self.other_file:
            return f"Two rows of the file say two things ({self.differs_in}); the last one counts."
        amounts = f": {self.kept_amount:,} ≠ {self.other_amount:,}" if self.kept_amount else ""
        return f"Two files say two things ({self.differs_in}{amounts}); {self.kept_file} counts."

    @property
    def next_step(self) -> str:
        """What a person can do about it."""
        return _NEXT_STEPS[self.stream]


def contradictions(serving_dir: Path) -> list[Contradiction]:
    """All contradictions of the published version; none while nothing is published."""
    try:
        with open_current(serving_dir) as reader:
            return reader.all(Contradiction, FOUND)
    except ServingError:
        return []
    except duckdb.CatalogException:
        return []  # published before there was such a table
