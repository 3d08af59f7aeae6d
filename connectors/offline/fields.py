"""The canonical columns of member lists and sales, and how each of them is read.

One line a column. Which labels stand for a column is said in ``synonyms.yml``; what becomes of a
converted row is said in ``members`` and ``sales``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from connectors.offline import dates, numbers, texts
from connectors.offline.cells import clean, remembered
from connectors.offline.vocabulary import Kind

Form = Literal["code", "phone", "text", "flat", "moment", "clock", "day", "money", "count", "coded"]
Reader = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Field:
    """How a canonical column is read.

    Attributes:
        form: Which reader.
        essential: A bad value refuses the row; otherwise the value is left out and reported.
        personal: Kind of personal data for the privacy guard, if it is any.
        totalled: A total row is reconciled with the sum of this column.
    """

    form: Form
    essential: bool = False
    personal: str | None = None
    totalled: bool = False


FIELDS: Mapping[Kind, Mapping[str, Field]] = {
    "members": {
        "member_no": Field("code", essential=True),
        "phone": Field("phone", essential=True, personal="phone"),
        "phone_other": Field("phone", personal="phone"),
        "name": Field("text", personal="name"),
        "nickname": Field("text", personal="name"),
        "gender": Field("coded"),
        "birthday": Field("day"),
        "level": Field("flat"),
        "points": Field("count", totalled=True),
        "points_total": Field("count", totalled=True),
        "stored_value": Field("money", totalled=True),
        "growth": Field("count"),
        "open_date": Field("moment"),
        "open_store": Field("flat"),
        "last_purchase": Field("moment"),
        "purchase_count": Field("count", totalled=True),
        "purchase_amount": Field("money", totalled=True),
        "guide": Field("text", personal="name"),
        "status": Field("flat"),
        "remark": Field("text", personal="text"),
        "tags": Field("text"),
        "unionid": Field("code"),
    },
    "sales": {
        "ticket_no": Field("code", essential=True),
        "sold_at": Field("clock", essential=True),
        "store": Field("flat"),
        "register": Field("flat"),
        "cashier": Field("text", personal="name"),
        "member_no": Field("code", essential=True),
        "phone": Field("phone", essential=True, personal="phone"),
        "sku": Field("code", essential=True),
        "product_name": Field("flat"),
        "quantity": Field("count", essential=True, totalled=True),
        "unit_price": Field("money"),
        "amount": Field("money", essential=True, totalled=True),
        "discount": Field("money", totalled=True),
        "pay_method": Field("flat"),
        "type": Field("coded"),
        "points": Field("count"),
    },
}
"""In the order in which they stand in a payload."""

HELPERS: Mapping[Kind, frozenset[str]] = {
    "members": frozenset({"birthday_calendar"}),
    "sales": frozenset({"sold_on", "state"}),
}
"""Columns that are read for the sake of another and do not stand in the payload."""

WORDS: Mapping[str, Mapping[str, str]] = {
    "gender": texts.GENDERS,
    "type": {
        "销售": "sale", "销售单": "sale", "正常": "sale", "消费": "sale", "零售": "sale",
        "sale": "sale", "退货": "return", "退款": "return", "退单": "return", "退货单": "return",
        "销售退货": "return", "退换货": "return", "return": "return",
    },
}  # fmt: skip
"""Meanings of coded columns that hold in every system."""


_TEXTS: Mapping[str, Reader] = {
    "code": texts.read_code,
    "phone": texts.read_phone,
    "text": texts.read_text,
    "flat": texts.read_flat_text,
}


def pii(kind: Kind) -> dict[str, str]:
    """The personal columns of a payload, and the whole text of a refused row."""
    personal = {name: field.personal for name, field in FIELDS[kind].items() if field.personal}
    return {**personal, "row": "text"}


def reader(
    name: str, field: Field, unit: str | None, declared: Mapping[str, str], *, epoch_1904: bool
) -> Reader:
    """The function that reads one column of one table; it keeps a memory of what it read.

    Args:
        name: Canonical name.
        field: How the column is read.
        unit: Unit of money from header or mapping.
        declared: Meanings of codes from the mapping file.
        epoch_1904: Numbers in date columns count from 1904.
    """
    if field.form == "coded":
        return texts.coded_reader(WORDS[name], declared)
    if field.form == "day":
        moment = dates.date_reader(serial_floor=dates.BIRTHDAY_SERIAL_FLOOR, epoch_1904=epoch_1904)
        return lambda cell: (moment(cell) or "")[:10] or None
    if field.form == "moment":
        return dates.date_reader(epoch_1904=epoch_1904)
    if field.form == "clock":
        return dates.clock_reader(epoch_1904=epoch_1904)
    if field.form == "money":
        read = numbers.money_reader(unit)
    elif field.form == "count":
        read = numbers.count_reader()
    else:
        read = remembered(_TEXTS[field.form])
    return translated(read, declared) if declared else read


def translated(read: Reader, declared: Mapping[str, str]) -> Reader:
    """A reader that looks the cell up in the declared values first."""
    return lambda cell: declared.get(clean(cell)) or read(cell)
