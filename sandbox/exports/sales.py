"""Sales lists: one row per ticket line, in the labels and habits of each till system.

All systems tell the same of a line (store, ticket, second, article, pieces, amounts, card, phone),
each in its own words, so that a line read from two overlapping exports is the same line.
"""

from __future__ import annotations

import numpy as np

from sandbox.exports import spelling
from sandbox.exports.members import ListColumn
from sandbox.exports.workbook import Cell, SheetColumn
from sandbox.platforms.columns import Ints, ints
from sandbox.world import World
from sandbox.world.names import spell_names
from sandbox.world.vocabulary import PAY_METHODS
from sandbox.world.world import spell_phones

SALE_OR_RETURN = ("销售", "退货")

MALL_COLUMNS = [
    SheetColumn("门店名称"),
    SheetColumn("收款台"),
    SheetColumn("小票号"),
    SheetColumn("消费时间", "moment"),
    SheetColumn("收款员"),
    SheetColumn("卡号"),
    SheetColumn("手机号", "number"),
    SheetColumn("货号"),
    SheetColumn("商品名称"),
    SheetColumn("销售数量", "number"),
    SheetColumn("单价", "money"),
    SheetColumn("折扣金额", "money"),
    SheetColumn("实收金额", "money"),
    SheetColumn("付款方式"),
]
"""Columns of the malls' workbook: times as serials, amounts and phones as numbers."""


class SalesLists:
    """The columns of all ticket lines."""

    def __init__(self, world: World) -> None:
        self._tickets = world.tickets
        self._lines = world.ticket_lines
        self._products = world.products
        self._cards = world.cards
        self._stores = world.stores.name.tolist()
        self._cashiers = spell_names(world.guides.name_id)
        self._skus = world.products.sku.tolist()
        self._names = world.products.name.tolist()

    def office(self) -> list[ListColumn]:
        """Columns of the head office's export; amounts from a thousand on have commas."""
        return [
            ListColumn("门店名称", self._store),
            ListColumn("收款台", self._register),
            ListColumn("小票号", self._ticket),
            ListColumn("销售时间", self._at),
            ListColumn("收银员", self._cashier),
            ListColumn("会员卡号", self._card),
            ListColumn("手机号", self._phone),
            ListColumn("商品编码", self._sku),
            ListColumn("商品名称", self._product),
            ListColumn("数量", self._quantity, total=True),
            ListColumn("单价", lambda lines: spelling.yuan(self._lines.unit_fen[lines])),
            ListColumn("折扣金额", lambda lines: spelling.yuan(self._lines.discount_fen[lines])),
            ListColumn("金额", lambda lines: spelling.grouped(self._amount(lines)), total=True),
            ListColumn("付款方式", self._paid_by),
            ListColumn("交易类型", self._kind),
        ]

    def franchise(self) -> list[ListColumn]:
        """Columns of the franchise's export, with points and without a kind."""
        return [
            ListColumn("单号", self._ticket),
            ListColumn("门店名称", self._store),
            ListColumn("收银机号", self._register),
            ListColumn("消费时间", self._at),
            ListColumn("收款员", self._cashier),
            ListColumn("卡号", self._card),
            ListColumn("手机", self._phone),
            ListColumn("货号", self._sku),
            ListColumn("商品名称", self._product),
            ListColumn("销售数量", self._quantity),
            ListColumn("单价", lambda lines: spelling.yuan(self._lines.unit_fen[lines])),
            ListColumn("折扣", lambda lines: spelling.yuan(self._lines.discount_fen[lines])),
            ListColumn("实收金额", lambda lines: spelling.yuan(self._amount(lines))),
            ListColumn("支付方式", self._paid_by),
            ListColumn("积分", self._points),
        ]

    def counter(self) -> list[ListColumn]:
        """Columns of the counters' export: every long number guarded, money with ¥ and commas."""
        return [
            ListColumn("门店名称", self._store),
            ListColumn("收款台", self._register),
            ListColumn("单据号", lambda lines: spelling.guarded(self._ticket(lines))),
            ListColumn("交易时间", self._at),
            ListColumn("收银员", self._cashier),
            ListColumn("会员号", lambda lines: spelling.guarded(self._card(lines))),
            ListColumn("电话", lambda lines: spelling.as_formula(self._phone(lines))),
            ListColumn("商品编码", self._sku),
            ListColumn("商品名称", self._product),
            ListColumn("数量", self._quantity),
            ListColumn("单价", lambda lines: spelling.with_sign(self._lines.unit_fen[lines])),
            ListColumn(
                "折扣金额", lambda lines: spelling.with_sign(self._lines.discount_fen[lines])
            ),
            ListColumn("实付金额", lambda lines: spelling.with_sign(self._amount(lines))),
            ListColumn("支付方式", self._paid_by),
        ]

    def mall_rows(self, lines: Ints) -> list[tuple[Cell, ...]]:
        """Return the cells of these lines under `MALL_COLUMNS`."""
        table = self._lines
        columns: list[list[Cell]] = [
            [*self._store(lines)],
            [*self._register(lines)],
            [*self._ticket(lines)],
            [*spelling.serials(ints(self._tickets.at[table.ticket[lines]]))],
            [*self._cashier(lines)],
            [*self._card(lines)],
            [int(phone) if phone else "" for phone in self._phone(lines)],
            [*self._sku(lines)],
            [*self._product(lines)],
            table.quantity[lines].tolist(),
            (table.unit_fen[lines] / 100).tolist(),
            (table.discount_fen[lines] / 100).tolist(),
            (table.amount_fen[lines] / 100).tolist(),
            [*self._paid_by(lines)],
        ]
        return list(zip(*columns, strict=True))

    def total(self, lines: Ints, label: str) -> str:
        """Return what the head office writes under a summed column."""
        if label == "数量":
            return str(int(self._lines.quantity[lines].sum()))
        return spelling.grouped(np.array([self._amount(lines).sum()]))[0]

    def _store(self, lines: Ints) -> list[str]:
        return spelling.chosen(self._stores, self._of_ticket("store", lines))

    def _register(self, lines: Ints) -> list[str]:
        return [f"{number:02d}" for number in self._of_ticket("register", lines).tolist()]

    def _ticket(self, lines: Ints) -> list[str]:
        return spelling.plain(self._of_ticket("ticket_no", lines))

    def _at(self, lines: Ints) -> list[str]:
        return spelling.moments(self._of_ticket("at", lines))

    def _cashier(self, lines: Ints) -> list[str]:
        return spelling.chosen(self._cashiers, self._of_ticket("cashier", lines))

    def _card(self, lines: Ints) -> list[str]:
        card = self._of_ticket("card", lines)
        return spelling.present(np.where(card >= 0, self._cards.card_no[card], -1))

    def _phone(self, lines: Ints) -> list[str]:
        return [phone or "" for phone in spell_phones(self._of_ticket("phone_written", lines))]

    def _sku(self, lines: Ints) -> list[str]:
        return spelling.chosen(self._skus, self._lines.product[lines])

    def _product(self, lines: Ints) -> list[str]:
        return spelling.chosen(self._names, self._lines.product[lines])

    def _quantity(self, lines: Ints) -> list[str]:
        return spelling.plain(self._lines.quantity[lines])

    def _amount(self, lines: Ints) -> Ints:
        return ints(self._lines.amount_fen[lines])

    def _paid_by(self, lines: Ints) -> list[str]:
        return spelling.chosen(PAY_METHODS, self._of_ticket("pay_method", lines))

    def _kind(self, lines: Ints) -> list[str]:
        return spelling.chosen(SALE_OR_RETURN, (self._lines.quantity[lines] < 0).astype(np.int64))

    def _points(self, lines: Ints) -> list[str]:
        """Return the points of a ticket on its first line, none on the others."""
        points = self._of_ticket("points", lines)
        return spelling.plain(np.where(self._lines.line_no[lines] == 1, points, 0))

    def _of_ticket(self, name: str, lines: Ints) -> Ints:
        return ints(self._tickets[name][self._lines.ticket[lines]])
