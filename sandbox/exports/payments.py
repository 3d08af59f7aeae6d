"""The bill of WeChat Pay: what was paid and given back, each value behind a back-tick.

Payments are the shop's orders and the tickets that were paid with WeChat; refunds are what came
back of them. The payer of an order is its buyer. Who pays at a till pays in the mini program, if
they have ever opened it; the openids of everybody else are nobody's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sandbox import accounts
from sandbox.exports import spelling
from sandbox.platforms.columns import Flags, Ints, ints
from sandbox.world import World
from sandbox.world.vocabulary import REFUNDED

LABELS = [
    "交易时间", "公众账号ID", "商户号", "特约商户号", "设备号", "微信订单号", "商户订单号",
    "用户标识", "交易类型", "交易状态", "付款银行", "货币种类", "应结订单金额", "代金券金额",
    "微信退款单号", "商户退款单号", "退款金额", "充值券退款金额", "退款类型", "退款状态",
    "商品名称", "商户数据包", "手续费", "费率", "订单金额", "申请退款金额", "费率备注",
]  # fmt: skip
FOOTER_LABELS = [
    "总交易单数", "应结订单总金额", "退款总金额", "充值券退款总金额", "手续费总金额",
    "订单总金额", "申请退款总金额",
]  # fmt: skip
MERCHANT = "1230000109"
BY_WECHAT = 0
RATE_PER_MILLE = 6


@dataclass(frozen=True, slots=True)
class Movement:
    """One row of a bill."""

    at: int
    appid: str
    order_no: str
    openid: str
    paid_fen: int
    refund_fen: int = 0
    refund_no: str = ""

    def cells(self) -> list[str]:
        """Spell the row under `LABELS`."""
        refund = bool(self.refund_no)
        fee = (self.paid_fen - self.refund_fen) * RATE_PER_MILLE
        number = f"{self.order_no:0>23}"[-23:]
        told = [
            spelling.moments(np.array([self.at]))[0], self.appid, MERCHANT, "0", "",
            f"42000{number}", self.order_no, self.openid, "JSAPI",
            "REFUND" if refund else "SUCCESS", "OTHERS", "CNY", _yuan(self.paid_fen), "0.00",
            f"50300{self.refund_no:0>22}" if refund else "0", self.refund_no or "0",
            _yuan(self.refund_fen), "0.00", "ORIGINAL" if refund else "",
            "SUCCESS" if refund else "", "禾小朵商品", "", _fee(fee), "0.60%", _yuan(self.paid_fen),
            _yuan(self.refund_fen), "",
        ]  # fmt: skip
        return [f"`{cell}" for cell in told]


class Bill:
    """All movements of one merchant account, ordered by instant.

    Args:
        world: Whose sales they are of.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._mini_user = np.full(world.size, -1)
        main = np.flatnonzero(world.mini_users.app == 0)
        self._mini_user[world.mini_users.person[main]] = main

    def between(self, begin: int, end: int) -> list[Movement]:
        """Return what was paid and given back in a stretch of time, the end not included."""
        found = [*self._orders(begin, end), *self._tickets(begin, end)]
        return sorted(found, key=lambda one: (one.at, one.order_no, one.refund_no))

    def _orders(self, begin: int, end: int) -> Iterator[Movement]:
        orders, back = self._world.shop_orders, self._world.shop_aftersales
        by_wechat = orders.pay_method == 1
        paid = np.flatnonzero(by_wechat & _within(ints(orders.paid_at), begin, end))
        for row, openid in zip(paid.tolist(), self._buyers(paid), strict=True):
            number = str(orders.order_no[row])
            at, fen = int(orders.paid_at[row]), int(orders.order_fen[row])
            yield Movement(at, accounts.SHOP.appid, number, openid, fen)
        granted = (back.outcome == REFUNDED) & _within(ints(back.completed_at), begin, end)
        refunds = np.flatnonzero(granted & by_wechat[back.order])
        buyers = self._buyers(ints(back.order[refunds]))
        for row, openid in zip(refunds.tolist(), buyers, strict=True):
            number = str(orders.order_no[back.order[row]])
            at, fen = int(back.completed_at[row]), int(back.amount_fen[row])
            yield Movement(
                at, accounts.SHOP.appid, number, openid, 0, fen, str(back.aftersale_no[row])
            )

    def _tickets(self, begin: int, end: int) -> Iterator[Movement]:
        tickets = self._world.tickets
        by_wechat = tickets.pay_method == BY_WECHAT
        returned = tickets.amount_fen < 0
        mine = by_wechat & (~returned | by_wechat[tickets.returns]) & (tickets.amount_fen != 0)
        rows = np.flatnonzero(mine & _within(ints(tickets.at), begin, end))
        sales = np.where(returned[rows], tickets.returns[rows], rows)
        appid = accounts.MINI_PROGRAM.appid
        for row, sale, openid in zip(rows.tolist(), sales, self._payers(sales), strict=True):
            at, fen = int(tickets.at[row]), int(tickets.amount_fen[row])
            number, own = str(tickets.ticket_no[sale]), str(tickets.ticket_no[row])
            if fen > 0:
                yield Movement(at, appid, number, openid, fen)
            else:
                yield Movement(at, appid, number, openid, 0, -fen, own)

    def _buyers(self, orders: Ints) -> list[str]:
        openid_id = self._world.shop_orders.openid_id[orders]
        return self._world.openid(accounts.SHOP.appid, openid_id)

    def _payers(self, tickets: Ints) -> list[str]:
        world, person = self._world, ints(self._world.tickets.person[tickets])
        user = np.where(person >= 0, self._mini_user[person], -1)
        known = (user >= 0) & (world.mini_users.opened_at[user] <= world.tickets.at[tickets])
        nobody = world.size + tickets
        number = np.where(known, world.mini_users.openid_id[user], nobody)
        return world.openid(accounts.MINI_PROGRAM.appid, number)


def footer(movements: list[Movement]) -> list[list[str]]:
    """Return the two last lines of a bill: labels of their own, and the totals."""
    paid = sum(one.paid_fen for one in movements)
    back = sum(one.refund_fen for one in movements)
    fee = (paid - back) * RATE_PER_MILLE
    totals = [str(len(movements)), _yuan(paid), _yuan(back), "0.00", _fee(fee), _yuan(paid)]
    return [FOOTER_LABELS, [f"`{total}" for total in [*totals, _yuan(back)]]]


def _within(at: Ints, begin: int, end: int) -> Flags:
    return (at >= begin) & (at < end)


def _yuan(fen: int) -> str:
    return spelling.yuan(np.array([fen]))[0]


def _fee(hundred_thousandths: int) -> str:
    sign = "-" if hundred_thousandths < 0 else ""
    whole, part = divmod(abs(hundred_thousandths), 100_000)
    return f"{sign}{whole}.{part:05d}"
