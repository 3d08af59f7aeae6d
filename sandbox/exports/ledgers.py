"""Statements of points and of stored value: every change on a card, as of an instant.

Entries are those of `world.points` (the accounts of cards) and `world.stored_values`, so that the
balance after the last entry is what the member lists show. Only the words are added here.
"""

from __future__ import annotations

import numpy as np

from sandbox.exports import spelling
from sandbox.exports.members import ListColumn
from sandbox.platforms.columns import Ints, ints
from sandbox.world import World
from sandbox.world.views import rows_until
from sandbox.world.vocabulary import ON_TICKET, OPENING, REDEEM

_POINTS_TYPES = {OPENING: "期初结转", ON_TICKET: "消费获得", REDEEM: "兑换礼品"}
TAKEN_BACK = "退货扣回"
TOP_UP, PAID_FROM_BALANCE = "现金充值", "余额消费"


class Ledgers:
    """The columns of both statements.

    Args:
        world: Whose ledgers they are.
        now: The clock; later entries are not told.
    """

    def __init__(self, world: World, now: int) -> None:
        self._points = world.points
        self._stored = world.stored_values
        self._tickets = world.tickets
        self._cards = world.cards
        self._stores = world.stores.name.tolist()
        booked = np.arange(rows_until(world.points.at, now))
        self.points_rows: Ints = booked[ints(world.points.card)[booked] >= 0]
        self.stored_rows: Ints = np.arange(rows_until(world.stored_values.at, now))

    def points(self) -> list[ListColumn]:
        """Columns of a points statement; spending has a minus."""
        table = self._points
        return [
            ListColumn("操作时间", lambda rows: spelling.moments(ints(table.at[rows]))),
            ListColumn("操作门店", lambda rows: self._store(ints(table.card[rows]))),
            ListColumn("会员卡号", lambda rows: self._card(ints(table.card[rows]))),
            ListColumn("操作类型", self._points_type),
            ListColumn("变动积分数", lambda rows: spelling.plain(table.delta[rows]), total=True),
            ListColumn("变动后积分", lambda rows: spelling.plain(table.balance[rows])),
            ListColumn("关联单号", self._points_ticket),
            ListColumn("备注", lambda rows: [""] * len(rows)),
        ]

    def points_total(self, rows: Ints) -> str:
        """What stands below the changes."""
        return str(int(ints(self._points.delta)[rows].sum()))

    def stored_values(self) -> list[ListColumn]:
        """Columns of a stored-value statement; the kind of change tells spending, no sign does."""
        table = self._stored
        return [
            ListColumn("操作时间", lambda rows: spelling.moments(ints(table.at[rows]))),
            ListColumn("操作门店", lambda rows: self._store(ints(table.card[rows]))),
            ListColumn("会员卡号", lambda rows: self._card(ints(table.card[rows]))),
            ListColumn("操作类型", self._stored_type),
            ListColumn(
                "变动金额", lambda rows: spelling.grouped(np.abs(ints(table.delta_fen[rows])))
            ),
            ListColumn("变动后金额", lambda rows: spelling.grouped(ints(table.balance_fen[rows]))),
            ListColumn("小票号", lambda rows: self._ticket(ints(table.ticket[rows]))),
            ListColumn("备注", lambda rows: [""] * len(rows)),
        ]

    def _points_type(self, rows: Ints) -> list[str]:
        return [
            TAKEN_BACK if delta < 0 and reason == ON_TICKET else _POINTS_TYPES[reason]
            for delta, reason in zip(
                self._points.delta[rows].tolist(), self._points.reason[rows].tolist(), strict=True
            )
        ]

    def _points_ticket(self, rows: Ints) -> list[str]:
        on_ticket = self._points.reason[rows] == ON_TICKET
        return self._ticket(np.where(on_ticket, self._points.ref[rows], -1))

    def _stored_type(self, rows: Ints) -> list[str]:
        spent = (self._stored.delta_fen[rows] < 0).astype(np.int64)
        return spelling.chosen((TOP_UP, PAID_FROM_BALANCE), spent)

    def _ticket(self, tickets: Ints) -> list[str]:
        return spelling.present(np.where(tickets >= 0, self._tickets.ticket_no[tickets], -1))

    def _card(self, cards: Ints) -> list[str]:
        return spelling.plain(self._cards.card_no[cards])

    def _store(self, cards: Ints) -> list[str]:
        return spelling.chosen(self._stores, ints(self._cards.store[cards]))
