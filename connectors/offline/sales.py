"""Store sales: one record a line of a ticket.

What a line says is settled here: when it was sold, what it brought, whether it is a return. Which
ticket it belongs to is settled, too; what becomes of whole tickets is the business of ``tickets``.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

from connectors.core.columns import Column, Field, together
from connectors.offline.cells import BadValue
from connectors.offline.discounts import Wording
from connectors.offline.fields import UNITS_HELD
from connectors.offline.footer import Sums
from connectors.offline.layout import REST, Layout
from connectors.offline.mending import MendedLines
from connectors.offline.numbers import yuan
from connectors.offline.rows import Facts, LeftOut, Lines, Taken
from connectors.offline.table import numbers as numbers_of
from connectors.offline.tickets import OTHER, Ticket, Tickets
from member_center.landing.columns import counted

_VOIDED = ["作废", "已作废", "取消", "已取消", "撤单", "已撤销", "交易关闭", "已关闭"]
_UNPAID = ["挂单", "已挂单", "待付款", "未付款", "待支付", "未支付"]
_IN_ENGLISH = ["canceled", "cancelled", "void", "voided", "unpaid"]
_ALL_FORMS = [form for word in _IN_ENGLISH for form in (word, word.capitalize(), word.upper())]
VOID = frozenset([*_VOIDED, *_UNPAID, *_ALL_FORMS])
LEFT_OUT = LeftOut("the ticket is void or not paid", "Nothing to do if that is so.")
_MIDNIGHT = " 00:00:00"
_HELPERS = ("state", "sold_on", "discount_rate")
_SIGNED = ("quantity", "amount")
_TOLD_OF_MONEY = ("quantity", "amount", "type", "unit_price", "discount", "discount_rate")
_UNITS = UNITS_HELD["sales"]
_SAYS_WHAT = ("sku", "product_name", *_SIGNED)
_ALWAYS_SAID = ("sold_at", "amount", "type")
"""What every line says in the end; it stands last where no cell of the row said it."""

Columns = Mapping[str, Column]
Problems = Mapping[int, BadValue]


class Money(NamedTuple):
    """What a line brought, and by how much that differs from what its row says."""

    quantity: str | None
    amount: str
    type: str
    discount: str | None
    corrections: Mapping[str, Decimal]


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
        self._wording = Wording.of(layout)
        self._constants = dict(layout.constants)
        if "store" not in layout.header.columns and (layout.header.store or facts.store):
            self._constants.setdefault("store", layout.header.store or facts.store or "")

    def take(self, lines: Lines, sums: Sums) -> Taken:
        """Hand the lines to their tickets; see ``rows.Kind``."""
        given = _Given(lines, self._constants)
        times = together([given["sold_at"], given["sold_on"]]).mapped(_time)
        money = together([given[name] for name in _TOLD_OF_MONEY])
        money = money.mapped(partial(_money, self._wording))
        settled = {name: money.mapped(_part(name)) for name in Money._fields[:-1]}
        settled["sold_at"] = times.mapped(_unless_bad)
        problems = _problems(lines, given, times, money)
        numbers = list(self._numbers(given, settled, problems))
        for place, problem in problems.items():
            if not isinstance(problem, LeftOut):
                self._tickets.refuse(numbers[place])
        kept = [place for place in range(len(lines)) if place not in problems]
        _correct(sums, given, money, kept)
        fields, rows = _fields(given, settled), numbers_of(lines.rows)
        if problems:
            fields = [(name, column.at(kept)) for name, column in fields]
            numbers, rows = ([some[place] for place in kept] for some in (numbers, rows))
        _land(sums, fields)
        self._tickets.add(fields, numbers, rows)
        yield from ((place, one) for place, one in problems.items() if place not in lines.bad)

    def _numbers(self, given: _Given, settled: Columns, problems: Problems) -> Column:
        """The number of each line's ticket; None where a line that is no record tells none."""
        told = [given["store"], settled["sold_at"], given["register"], given["ticket_no"]]
        if not given["ticket_no"].is_full:
            is_line = Column(
                [False, True], [place not in problems for place in range(given.length)]
            )
            told += [is_line, *({**given, **settled}.get(name, given[name]) for name in _SAYS_WHAT)]
        return together(told).mapped(self._number)

    def _number(self, told: tuple[Any, ...]) -> int | None:
        store, at, register, number, *rest = told
        if at is None or not (number or rest[0]):
            return None
        ticket: Ticket
        if number:
            name = f"{(register or '').lstrip('0')}/{number.lstrip('0')}"
        else:
            scope = self._facts.series if at.endswith(_MIDNIGHT) else at
            said = "\x1f".join(one or "" for one in (scope, register, *rest[1:]))
            name = hashlib.blake2b(said.encode(), digest_size=16).hexdigest()
        ticket = store or "", at[:10], name
        return self._tickets.number(ticket)


class _Given(dict[str, Column]):
    """What the rows say, with what stands for all of them; nothing for other columns."""

    def __init__(self, lines: Lines, constants: Mapping[str, str]) -> None:
        self.length = len(lines)
        super().__init__(
            {name: Column.constant(value, self.length) for name, value in constants.items()}
        )
        for name, column in lines.columns.items():
            constant = constants.get(name)
            self[name] = column.mapped(partial(_or_else, constant)) if constant else column

    def __missing__(self, name: str) -> Column:
        return Column.constant(None, self.length)


def _or_else(constant: str, value: str | None) -> str:
    return constant if value is None else value


def _problems(lines: Lines, given: _Given, times: Column, money: Column) -> dict[int, BadValue]:
    """The lines that are no record, and why: refused, or rightly left out."""
    is_void = [one in VOID for one in given["state"].values]
    wrong = [isinstance(one, BadValue) for column in (times, money) for one in column.values]
    if not lines.bad and not any(is_void) and not any(wrong):
        return {}
    found: dict[int, BadValue] = {}
    told = zip(given["state"], given["ticket_no"], times, money, strict=True)
    for place, (state, number, at, brought) in enumerate(told):
        if place in lines.bad:
            found[place] = lines.bad[place][1]
        elif state in VOID:
            found[place] = at if number and isinstance(at, BadValue) else LEFT_OUT
        elif isinstance(at, BadValue):
            found[place] = at
        elif isinstance(brought, BadValue):
            found[place] = brought
    return found


def _correct(sums: Sums, given: _Given, money: Column, kept: Sequence[int]) -> None:
    """Tell the sums what the rows mean other than they say: returns, and tickets that are void."""
    if any(isinstance(one, BadValue) or one.corrections for one in money.values):
        for code, times in Counter(map(money.codes.__getitem__, kept)).items():
            for name, difference in money.values[code].corrections.items():
                sums.correct(name, difference * times)
    if VOID.isdisjoint(given["state"].values):
        return
    for name in _SIGNED:
        for state, value in zip(given["state"], given[name], strict=True):
            if state in VOID and value:
                sums.correct(name, -Decimal(value))


def _land(sums: Sums, fields: Sequence[Field]) -> None:
    """Tell the sums what the records say; a column may stand in two parts."""
    for name, column in fields:
        if name in _UNITS and column:
            for value, times in zip(column.values, counted(column), strict=True):
                if value:
                    sums.land(name, value, _UNITS[name], times)


def _fields(given: _Given, settled: Columns) -> list[Field]:
    """The payloads; what a row does not say itself and is settled all the same stands last."""
    rest = {name: column for name, column in given.items() if name.startswith(REST)}
    fields = [
        (name, _where(settled[name], column, is_said=True) if name in settled else column)
        for name, column in given.items()
        if name not in _HELPERS and name not in rest
    ]
    late = [name for name in (*_ALWAYS_SAID, "discount") if not given[name].is_full]
    late = [name for name in late if settled[name].values != [None]]
    fields += [(name, _where(settled[name], given[name], is_said=False)) for name in late]
    if rest:
        fields.append((OTHER, together(list(rest.values())).mapped(partial(_as_text, tuple(rest)))))
    return fields


def _as_text(names: Sequence[str], cells: Sequence[str | None]) -> str | None:
    """The columns without a meaning, by their labels."""
    said = {name.removeprefix(REST): cell for name, cell in zip(names, cells, strict=True) if cell}
    return json.dumps(said, ensure_ascii=False) if said else None


def _where(settled: Column, given: Column, *, is_said: bool) -> Column:
    if given.is_full:
        return settled
    if given.values == [None]:
        return given if is_said else settled
    return together([settled, given]).mapped(
        lambda one: one[0] if (one[1] is not None) == is_said else None
    )


def _unless_bad(one: Any) -> Any:
    return None if isinstance(one, BadValue) else one


def _part(name: str) -> Callable[[Any], Any]:
    return lambda one: None if isinstance(one, BadValue) else getattr(one, name)


def _time(told: tuple[str | None, str | None]) -> str | BadValue:
    """When the line was sold; the day and the time may stand in two columns."""
    moment, day = told
    if moment and moment[2] == ":":
        moment = f"{day[:10]} {moment}" if day else None
    text = moment or day
    if not text:
        return BadValue("no time of sale", "Export with the time of sale (销售时间).")
    return text if len(text) > 10 else text + _MIDNIGHT


def _money(wording: Wording, told: tuple[str | None, ...]) -> Money | BadValue:
    """What was paid, with its sign: a return is negative, however the till writes it."""
    quantity, amount, said, unit_price, off, rate = told
    discount = off
    if amount is None or rate is not None or (off is not None and unit_price is not None):
        settled = wording.settle(_gross(quantity, unit_price), _without_sign(amount), off, rate)
        if settled.amount is None:
            return BadValue("no amount", "Export with the amount paid (实收金额).")
        if amount is None:
            amount = yuan(-settled.amount if (quantity or "").startswith("-") else settled.amount)
        discount = None if settled.discount is None else yuan(settled.discount)
    negative = quantity.startswith("-") if quantity else amount.startswith("-")
    is_return = said == "return" or negative
    corrections = {
        name: -2 * Decimal(value)
        for name, value in zip(_SIGNED, (quantity, amount), strict=True)
        if is_return and value and not value.startswith("-") and value.strip("0.")
    }
    return Money(
        f"-{quantity}" if "quantity" in corrections else quantity,
        f"-{amount}" if "amount" in corrections else amount,
        "return" if is_return else "sale",
        discount,
        corrections | _correction("discount", off, discount),
    )


def _correction(name: str, written: str | None, meant: str | None) -> dict[str, Decimal]:
    difference = Decimal(meant or 0) - Decimal(written or 0)
    return {name: difference} if difference else {}


def _gross(quantity: str | None, unit_price: str | None) -> Decimal | None:
    if quantity is None or unit_price is None:
        return None
    return abs(Decimal(unit_price) * Decimal(quantity))


def _without_sign(amount: str | None) -> Decimal | None:
    return None if amount is None else abs(Decimal(amount))
