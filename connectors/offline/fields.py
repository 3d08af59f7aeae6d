"""How a canonical column is read: from a declared form to the function that reads cells.

Which columns a kind has and which labels stand for them is declared in ``kinds/*.yml``; what
becomes of a converted row is said by the makers (``members``, ``sales``, ``statements`` …).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from connectors.offline import dates, numbers, rates, texts
from connectors.offline.cells import clean
from connectors.offline.kinds import DECLARED, Field, Kind

__all__ = ["FIELDS", "HELPERS", "Field", "Reader", "pii", "read_rest", "reader"]

Reader = Callable[[str], str | None]

FIELDS: Mapping[Kind, Mapping[str, Field]] = {
    kind: declared.fields for kind, declared in DECLARED.items()
}
"""By kind, the columns of a payload in its order."""

HELPERS: Mapping[Kind, Mapping[str, Field]] = {
    kind: {name: one for name, one in declared.columns.items() if one.helper}
    for kind, declared in DECLARED.items()
}
"""Columns that are read for the sake of another and do not stand in the payload."""

FEN, THOUSANDTH = Decimal("0.01"), Decimal("0.001")

UNITS_HELD: Mapping[Kind, Mapping[str, Decimal]] = {
    kind: {
        name: THOUSANDTH if field.form == "count" else FEN
        for name, field in fields.items()
        if field.totalled
    }
    for kind, fields in FIELDS.items()
}
"""By kind, the columns that are added up and the smallest unit that the tables hold of each."""

_TEXTS: Mapping[str, Reader] = {
    "code": texts.read_code,
    "article": texts.read_article,
    "phone": texts.read_phone,
    "text": texts.read_text,
    "flat": texts.read_flat_text,
}


def pii(kind: Kind) -> dict[str, str]:
    """The personal columns of a payload, and the whole text of a refused row."""
    personal = {name: field.personal for name, field in FIELDS[kind].items() if field.personal}
    return {**personal, **DECLARED[kind].also_personal, "row": "text"}


def reader(
    field: Field,
    unit: str | None,
    declared: Mapping[str, str],
    *,
    epoch_1904: bool,
    day_first: bool | None = None,
    is_own: bool = True,
) -> Reader:
    """The function that reads one column of one table; it keeps a memory of what it read.

    Args:
        field: How the column is read.
        unit: Unit of money from header or mapping.
        declared: Meanings of codes from the mapping file.
        epoch_1904: Numbers in date columns count from 1904.
        day_first: What comes first in 5/8/2022, if the column tells.
        is_own: The column stands for this field alone, not for the one it stands beside.
    """
    if field.form == "coded":
        return texts.coded_reader(field.words, declared)
    if field.form == "day":
        moment = dates.date_reader(
            serial_floor=dates.BIRTHDAY_SERIAL_FLOOR, epoch_1904=epoch_1904, day_first=day_first
        )
        return lambda cell: dates.lunar_day(cell) or (moment(cell) or "")[:10] or None
    if field.form == "moment":
        return dates.date_reader(epoch_1904=epoch_1904, day_first=day_first)
    if field.form == "clock":
        return dates.clock_reader(epoch_1904=epoch_1904, day_first=day_first)
    if field.form == "money":
        read = numbers.money_reader(unit)
    elif field.form == "count":
        read = numbers.count_reader()
    elif field.form == "reduction":
        read = rates.reduction_reader(unit)
    elif field.form == "rate":
        read = rates.rate_reader(is_rate=is_own)
    else:
        read = _TEXTS[field.form]
    return translated(read, declared) if declared else read


def read_rest(cell: str) -> str | None:
    """A column that nobody has given a meaning: its text as it is."""
    return clean(cell) or None


def translated(read: Reader, declared: Mapping[str, str]) -> Reader:
    """A reader that looks the cell up in the declared values first."""
    return lambda cell: declared.get(clean(cell)) or read(cell)
