"""Store sales: one record a line of a ticket.

Tills are exported for overlapping periods, so the same line arrives again and again; two equal
lines of one ticket are genuine, too. The key therefore says what the line is and how often it has
occurred in its file. A line without a ticket number has no such identity and is kept by its place.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from functools import lru_cache
from typing import Any, NoReturn

from connectors.core.stream import Record
from connectors.offline.cells import BadValue
from connectors.offline.footer import Sums
from connectors.offline.layout import Layout
from connectors.offline.numbers import yuan
from connectors.offline.rows import Facts, LeftOut, Values

MINUTE = len("2023-05-01 10:00")
"""Times are compared to the minute: Excel drops the seconds when it saves a CSV again."""

_VOIDED = ["作废", "已作废", "取消", "已取消", "撤单", "已撤销", "交易关闭", "已关闭"]
_UNPAID = ["挂单", "已挂单", "待付款", "未付款", "待支付", "未支付"]
VOID = frozenset([*_VOIDED, *_UNPAID])
BEIJING = timezone(timedelta(hours=8))  # no summer time in any year a till could have seen
_SIGNED = ("quantity", "amount")


class Sales:
    """Makes sales records of converted rows of one table.

    Args:
        layout: How the table is read.
        facts: About the file.
        occurrences: Shared by the tables of one file: a ticket may run over two sheets.
    """

    def __init__(self, layout: Layout, facts: Facts, occurrences: Occurrences) -> None:
        self._facts = facts
        self._table = layout.table.index
        self._occurrences = occurrences
        self._constants = dict(layout.constants)
        if "store" not in layout.header.columns and (layout.header.store or facts.store):
            self._constants.setdefault("store", layout.header.store or facts.store or "")

    def record(self, values: Values, row: int, sums: Sums) -> Record:
        """The record of one line; see ``rows.Kind``."""
        if self._constants:
            values = {**self._constants, **values}
        if values.pop("state", "") in VOID:
            _take_out(values, sums)
        sold_at = _sold_at(values)
        _complete_amount(values)
        _settle_signs(values, sums)
        key, occurrence = self._key(values, sold_at, row)
        payload: dict[str, Any] = values
        payload["_file"] = self._facts.short
        payload["_row"] = row
        payload["_occurrence"] = occurrence
        return Record(key, payload, _instant(sold_at))

    def _key(self, values: Values, sold_at: str, row: int) -> tuple[str, int]:
        get = values.get
        ticket = get("ticket_no")
        if ticket is None:
            return _hash(f"{self._facts.sha}|{self._table}|{row}").hex()[:32], 1
        product = get("sku") or get("product_name", "")
        parts = (get("store", ""), ticket, sold_at[:MINUTE], product, get("quantity", ""))
        return self._occurrences.number(_hash("\x1f".join((*parts, values["amount"]))))


class Occurrences:
    """Counts how often the same line stood in a file so far; small for a million lines."""

    def __init__(self) -> None:
        self._once: set[int] = set()
        self._more: dict[int, int] = {}

    def number(self, line: bytes) -> tuple[str, int]:
        """The key of this line, and which of its equals it is, from 1."""
        short = int.from_bytes(line[:8])
        if short not in self._once:
            self._once.add(short)
            return line.hex()[:32], 1
        times = self._more.get(short, 1) + 1
        self._more[short] = times
        return f"{line.hex()[:32]}-{times}", times


@lru_cache(maxsize=1024)
def _instant(sold_at: str) -> datetime:
    return datetime.fromisoformat(sold_at).replace(tzinfo=BEIJING).astimezone(UTC)


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def _sold_at(values: Values) -> str:
    """When the line was sold; the day and the time may stand in two columns."""
    moment, day = values.get("sold_at"), values.pop("sold_on", None)
    if moment and moment[2] == ":":
        moment = f"{day[:10]} {moment}" if day else None
    text = moment or day
    if not text:
        raise BadValue("no time of sale", "Export with the time of sale (销售时间).")
    if len(text) == 10:
        text += " 00:00:00"
    values["sold_at"] = text
    return text


def _take_out(values: Values, sums: Sums) -> NoReturn:
    for name in _SIGNED:
        if value := values.get(name):
            sums.correct(name, -Decimal(value))
    raise LeftOut("the ticket is void or not paid", "Nothing to do if that is so.")


def _complete_amount(values: Values) -> None:
    if "amount" in values:
        return
    try:
        amount = Decimal(values["unit_price"]) * Decimal(values["quantity"])
    except KeyError:
        raise BadValue("no amount", "Export with the amount paid (实收金额).") from None
    values["amount"] = yuan(amount)


def _settle_signs(values: Values, sums: Sums) -> None:
    """A return has a negative quantity and a negative amount, however the till writes it."""
    quantity, amount = values.get("quantity", ""), values["amount"]
    said = values.get("type")
    negative = quantity.startswith("-") or (not quantity and amount.startswith("-"))
    values["type"] = "return" if said == "return" or negative else "sale"
    if values["type"] == "sale":
        return
    for name in _SIGNED:
        value = values.get(name)
        if value and not value.startswith("-") and value.strip("0."):
            sums.correct(name, -2 * Decimal(value))
            values[name] = f"-{value}"
