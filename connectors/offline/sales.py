"""Store sales: one record a line of a ticket.

What a line says is settled here: when it was sold, what it brought, whether it is a return. Which
ticket it belongs to is settled, too; what becomes of whole tickets is the business of ``tickets``.
"""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import NoReturn

from connectors.offline.cells import BadValue
from connectors.offline.footer import Sums
from connectors.offline.layout import Layout
from connectors.offline.mending import MendedLines
from connectors.offline.numbers import yuan
from connectors.offline.rows import Facts, LeftOut, Values
from connectors.offline.tickets import Ticket, Tickets

_VOIDED = ["作废", "已作废", "取消", "已取消", "撤单", "已撤销", "交易关闭", "已关闭"]
_UNPAID = ["挂单", "已挂单", "待付款", "未付款", "待支付", "未支付"]
VOID = frozenset([*_VOIDED, *_UNPAID])
_SIGNED = ("quantity", "amount")
_MIDNIGHT = " 00:00:00"
_SAYS_WHAT = ("register", "sku", "product_name", "quantity", "amount")


class Sales:
    """Makes sales lines of converted rows of one table.

    Args:
        layout: How the table is read.
        facts: About the file.
        tickets: Takes the lines; shared by the tables of one file, since a ticket may run over two
            sheets.
    """

    def __init__(self, layout: Layout, facts: Facts, tickets: Tickets | MendedLines) -> None:
        self._facts = facts
        self._tickets = tickets
        self._constants = dict(layout.constants)
        if "store" not in layout.header.columns and (layout.header.store or facts.store):
            self._constants.setdefault("store", layout.header.store or facts.store or "")

    def record(self, values: Values, row: int, sums: Sums) -> None:
        """Hand one line to its ticket; see ``rows.Kind``."""
        if self._constants:
            values = {**self._constants, **values}
        state = values.pop("state", "")
        if state in VOID:
            self._take_out(values, sums)
        _settle_time(values)
        _complete_amount(values)
        _settle_signs(values, sums)
        self._tickets.add(self._ticket(values), values, row)

    def refused(self, values: Values) -> None:
        """Tell the tickets that a line is missing, and of which ticket if that can be read."""
        values = {**self._constants, **values}
        try:
            _settle_time(values)
        except BadValue:
            self._tickets.refuse(None)
            return
        self._tickets.refuse(self._ticket(values) if "ticket_no" in values else None)

    def _ticket(self, values: Values) -> Ticket:
        get, day = values.get, values["sold_at"][:10]
        store = get("store", "")
        if number := get("ticket_no"):
            return store, day, f"{get('register', '').lstrip('0')}/{number.lstrip('0')}"
        at = values["sold_at"]
        scope = self._facts.series if at.endswith(_MIDNIGHT) else at
        said = "\x1f".join((scope, *(get(name, "") for name in _SAYS_WHAT)))
        return store, day, hashlib.blake2b(said.encode(), digest_size=16).hexdigest()

    def _take_out(self, values: Values, sums: Sums) -> NoReturn:
        for name in _SIGNED:
            if value := values.get(name):
                sums.correct(name, -Decimal(value))
        if "ticket_no" in values:
            _settle_time(values)
            self._tickets.mention(self._ticket(values))
        raise LeftOut("the ticket is void or not paid", "Nothing to do if that is so.")


def _settle_time(values: Values) -> None:
    """When the line was sold; the day and the time may stand in two columns."""
    moment, day = values.get("sold_at"), values.pop("sold_on", None)
    if moment and moment[2] == ":":
        moment = f"{day[:10]} {moment}" if day else None
    text = moment or day
    if not text:
        raise BadValue("no time of sale", "Export with the time of sale (销售时间).")
    values["sold_at"] = text if len(text) > 10 else text + _MIDNIGHT


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
