"""Making records of the items of one answer, keyed by their own fields.

An item whose key is incomplete becomes a refused row instead of an exception: one odd row must not
hold up the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from connectors.core.stream import Record, Rejected
from connectors.core.windows import start_of

REPORT_IT = "The platform has changed its answer; report the row so that the connector follows."


@dataclass(frozen=True, slots=True)
class Keyed:
    """The items of one answer.

    Attributes:
        records: Those with a key, maybe none: nothing happened.
        rejected: Those without.
        is_final: False when the platform says that they will change.
    """

    records: Sequence[Record]
    rejected: Sequence[Rejected] = ()
    is_final: bool = True


def keyed_items(items: Iterable[Any], key_field: str, place: str) -> Keyed:
    """Make a record of each item, keyed by one field; they carry no time of their own.

    Args:
        items: As received.
        key_field: Field that identifies an item.
        place: Names the answer when an item has to be refused.
    """
    records: list[Record] = []
    rejected: list[Rejected] = []
    for number, item in enumerate(items, start=1):
        if reason := _lacking(item, [key_field]):
            rejected.append(_refused(item, f"{place} item {number}", reason))
        else:
            records.append(Record(str(item[key_field]), item, None))
    return Keyed(records, rejected)


def keyed_rows(rows: Iterable[Any], key_fields: Sequence[str], place: str) -> Keyed:
    """Make a record of each row of a statistic, keyed by its day and further fields.

    Args:
        rows: As received; each names its day in ``ref_date``, with or without dashes, as a
            range, or as a month.
        key_fields: What tells the rows apart, ``ref_date`` first.
        place: Names the answer when a row has to be refused.
    """
    records: list[Record] = []
    rejected: list[Rejected] = []
    for number, row in enumerate(rows, start=1):
        reason = _lacking(row, key_fields)
        day = None if reason else first_day(row["ref_date"])
        if day is None:
            reason = reason or "Its ref_date is no day."
            rejected.append(_refused(row, f"{place} row {number}", reason))
        else:
            key = "|".join(str(row[field]) for field in key_fields)
            records.append(Record(key, row, start_of(day)))
    return Keyed(records, rejected)


def first_day(text: object) -> date | None:
    """Read the day of ``2026-01-05`` or ``20260105``, or the first one of a range or a month."""
    digits = re.sub(r"\D", "", str(text))[:8]
    try:
        return date.fromisoformat(digits if len(digits) == 8 else f"{digits}01")
    except ValueError:
        return None


def _lacking(item: Any, fields: Sequence[str]) -> str:
    if not isinstance(item, dict):
        return "It is no object."
    lacking = [field for field in fields if item.get(field) in (None, "")]
    return f"It lacks {', '.join(lacking)}." if lacking else ""


def _refused(item: Any, place: str, reason: str) -> Rejected:
    return Rejected(place, reason, REPORT_IT, item if isinstance(item, dict) else {"item": item})
